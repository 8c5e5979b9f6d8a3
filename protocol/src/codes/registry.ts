/** All tables of codes that are no bytes, in the order of docs/errors.md. A code is in one table only. */
import { ANALYTICS_CODES } from "./analytics.ts";
import { ARCHIVE_CODES } from "./archive.ts";
import { AUDIT_CODES } from "./audit.ts";
import { CHAIN_CODES } from "./chain.ts";
import { DEVICE_CODES } from "./device.ts";
import type { CodeEntry } from "./entry.ts";
import { HISTORY_CODES } from "./history.ts";
import { ISSUER_CODES } from "./issuer.ts";
import { NODE_CODES } from "./node.ts";
import { OPERATE_CODES } from "./operate.ts";
import { OWNER_CODES } from "./owner.ts";
import { PAGE_CODES } from "./page.ts";
import { PASS_CODES } from "./pass.ts";
import { RELAY_CODES } from "./relay.ts";
import { SHARE_CODES } from "./share.ts";
import { START_UP_CODES } from "./start-up.ts";
import { VERIFY_CODES } from "./verify.ts";
import { WATCH_CODES } from "./watch.ts";

/** Title of each table, and its rows. */
export const TABLES: Readonly<Record<string, Readonly<Record<string, CodeEntry>>>> = {
  "Settings, files, keys, ports": START_UP_CODES,
  "The chain and the deployment on it": CHAIN_CODES,
  "The device SDK": DEVICE_CODES,
  "The relay's operator": RELAY_CODES,
  "The rollup node": NODE_CODES,
  "The archive": ARCHIVE_CODES,
  "The issuer and the demo verifier": ISSUER_CODES,
  "The auditor": AUDIT_CODES,
  "The watch over relays": WATCH_CODES,
  "The reader of a history": HISTORY_CODES,
  "An owner's own judging": OWNER_CODES,
  "The pass": PASS_CODES,
  "The verifier of passes": VERIFY_CODES,
  "The reader of releases": ANALYTICS_CODES,
  "The share": SHARE_CODES,
  "The command for operations": OPERATE_CODES,
  "The page and its server": PAGE_CODES,
};
