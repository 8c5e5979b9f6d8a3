/** Companies and administrators: registered, rotated, revoked (docs/protocol.md, "Companies"). Nothing is ever forgotten. */
import { equal } from "../../bytes.ts";
import { COMPANIES_MAX, COMPANY_KEYS_MAX } from "../../limits.ts";
import {
  COMPANY_ROLES,
  type Company,
  type CompanyRole,
  companyWith,
  type Globals,
  isAdministratorSet,
  newCompany,
} from "../globals.ts";
import type { ApplicationRule } from "../rule.ts";

const ROLES = new Map<number, CompanyRole>(
  (Object.keys(COMPANY_ROLES) as CompanyRole[]).map((role) => [COMPANY_ROLES[role], role]),
);

const withCompanies = (globals: Globals, companies: readonly Company[]): { readonly globals: Globals } => ({
  globals: { ...globals, actors: { ...globals.actors, companies } },
});

const replaced = (globals: Globals, company: Company): { readonly globals: Globals } =>
  withCompanies(
    globals,
    globals.actors.companies.map((each) => (each.role === company.role && equal(each.id, company.id) ? company : each)),
  );

const named = (globals: Globals, role: number, id: Uint8Array): Company | undefined =>
  globals.actors.companies.find((each) => each.role === role && equal(each.id, id));

/** A company begins. A key serves one company once, so a signature has one signer for ever. */
export const registerActor: ApplicationRule<"registerActor"> = ({ globals, moment, fields }) => {
  const { timeUnixS, provider } = moment;
  const role = ROLES.get(fields.role);
  const { companies } = globals.actors;
  if (role === undefined || provider.p256Compress(fields.publicKey) === undefined) return "malformed";
  if (companyWith(globals, fields.publicKey) !== undefined) return "actor-registered";
  const { placesPerMaker } = globals.actors;
  const company = newCompany(role, fields.publicKey, { sinceUnixS: timeUnixS, placesPerMaker }, provider);
  if (companies.some(({ id }) => equal(id, company.id))) return "actor-registered";
  if (companies.length >= COMPANIES_MAX) return "actors-full";
  return withCompanies(globals, [...companies, company]);
};

/**
 * Another key takes over from this block's time on; the old one stays for what it signed. A company that was revoked comes back so,
 * as the company that it was: under a registration of its own it would have a second word on each dial.
 */
export const rotateActor: ApplicationRule<"rotateActor"> = ({ globals, moment, fields }) => {
  const { timeUnixS, provider } = moment;
  const { publicKey } = fields;
  const company = named(globals, fields.role, fields.actorId);
  if (company === undefined) return "actor-unknown";
  if (provider.p256Compress(publicKey) === undefined) return "malformed";
  if (companyWith(globals, publicKey) !== undefined) return "actor-registered";
  if (company.keys.length >= COMPANY_KEYS_MAX) return "actors-full";
  const ended = company.keys.map((key) => (key.untilUnixS === 0 ? { ...key, untilUnixS: timeUnixS } : key));
  const keys = [...ended, { publicKey, sinceUnixS: timeUnixS, untilUnixS: 0 }];
  return replaced(globals, { ...company, revokedReason: 0, revokedUnixS: 0, keys });
};

/** A company ends, for a reason from 1 on. */
export const revokeActor: ApplicationRule<"revokeActor"> = ({ globals, moment: { timeUnixS }, fields }) => {
  const company = named(globals, fields.role, fields.actorId);
  if (company === undefined) return "actor-unknown";
  if (company.revokedReason !== 0) return "actor-revoked";
  if (fields.reason === 0) return "malformed";
  const keys = company.keys.map((key) => (key.untilUnixS === 0 ? { ...key, untilUnixS: timeUnixS } : key));
  return replaced(globals, { ...company, keys, revokedReason: fields.reason, revokedUnixS: timeUnixS });
};

/** How many devices a maker may register from now on. What it has registered stays, also when that is more. */
export const allotPlaces: ApplicationRule<"allotPlaces"> = ({ globals, fields: { actorId, places } }) => {
  const company = named(globals, COMPANY_ROLES.maker, actorId);
  return company === undefined ? "actor-unknown" : replaced(globals, { ...company, places });
};

const KEY_BYTES = 33;

/** Another set of administrators takes over at once; what was signed for the one before is void, since it names its number. */
export const setAdministrators: ApplicationRule<"setAdministrators"> = ({ globals, moment, fields }) => {
  const { threshold, publicKeys: joined } = fields;
  if (joined.length % KEY_BYTES !== 0) return "administrators-invalid";
  const publicKeys = Array.from({ length: joined.length / KEY_BYTES }, (_, place) =>
    joined.slice(place * KEY_BYTES, (place + 1) * KEY_BYTES),
  );
  if (!isAdministratorSet({ threshold, publicKeys }, moment.provider)) return "administrators-invalid";
  const administrators = publicKeys.map((publicKey) => ({ publicKey }));
  const actors = { ...globals.actors, set: globals.actors.set + 1, threshold, administrators };
  return { globals: { ...globals, actors } };
};
