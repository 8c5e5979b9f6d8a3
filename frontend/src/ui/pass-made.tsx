/** A pass that was made: its link to copy, and its QR code to scan. */

import { useMemo, useState } from "react";
import type { MadePass } from "../evidence/pass.ts";
import type { KeptPass } from "../evidence/pass-keeping.ts";
import { momentOf } from "../language/format.ts";
import { type Message, say } from "../language/say.ts";
import { qrPath } from "../pass/qr.ts";
import { Loading } from "./loading.tsx";
import { Problem } from "./problem.tsx";

const linkTo = (fragment: string): string => `${window.location.origin}/p#${fragment}`;

/** A link with a button that copies it. */
interface CopyProps {
  readonly name: string;
  /** What the button says. */
  readonly label: Message;
  readonly link: string;
}

function CopyLink({ name, label, link }: CopyProps) {
  const [said, setSaid] = useState("");
  const copy = (): void => {
    // A browser without a clipboard, or one that forbids it, leaves the text to be selected.
    const writing = navigator.clipboard?.writeText(link) ?? Promise.reject(new Error("There is no clipboard."));
    writing.then(
      () => setSaid(say("Copied.")),
      () => setSaid(say("This browser did not copy it; select the link and copy it by hand.")),
    );
  };
  return (
    <div className="mt-3">
      <label className="block">
        <span className="label">{name}</span>
        <input
          readOnly
          value={link}
          className="code mt-1 min-h-11 w-full rounded-lg border border-edge bg-surface px-3"
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      </label>
      <button type="button" className="button mt-2" onClick={copy}>
        {say(label)}
      </button>
      <span role="status" className="ml-3 text-sm text-soft">
        {said}
      </span>
    </div>
  );
}

const QUIET = 4;

/** A QR code, dark on light in either light: cameras read it so. */
function QrCode({ text }: { readonly text: string }) {
  const { size, path } = useMemo(() => qrPath(text), [text]);
  const side = size + 2 * QUIET;
  return (
    <svg
      role="img"
      aria-label={say("QR code of the short link")}
      data-testid="pass-qr"
      data-size={size}
      viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`}
      className="mt-3 size-56"
      shapeRendering="crispEdges"
    >
      <rect x={-QUIET} y={-QUIET} width={side} height={side} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}

interface Props {
  readonly made: MadePass;
  readonly canKeep: boolean;
  readonly kept: KeptPass | undefined;
  /** Why the archive keeps it not. */
  readonly trouble: unknown;
}

/** What an owner gives to whoever is to see the pass. */
export function PassMade({ made, canKeep, kept, trouble }: Props) {
  return (
    <div data-testid="pass-made">
      <p className="font-medium">
        {say("The pass is signed. It holds until {moment}.", { moment: momentOf(made.terms.expiresUnixS) })}
      </p>
      <p className="mt-1 text-soft">
        {say(
          "Whoever has the link sees what you chose, so give it only to whom it is for. This browser keeps no link: copy it now.",
        )}
      </p>
      <CopyLink name={say("Link")} label="Copy link" link={linkTo(made.fragment)} />
      {!canKeep && <p className="mt-3 text-soft">{say("No archive is behind this page, so there is no QR code.")}</p>}
      {canKeep && !kept && trouble === null && <Loading>{say("Asking the archive for a short link…")}</Loading>}
      {trouble !== null && (
        <div className="mt-3">
          <Problem error={trouble} />
          <p className="mt-2 text-soft">{say("There is no QR code. The link above works.")}</p>
        </div>
      )}
      {kept && (
        <>
          <CopyLink name={say("Short link")} label="Copy short link" link={linkTo(kept.fragment)} />
          <QrCode text={linkTo(kept.fragment)} />
          <p className="mt-2 text-sm text-soft">
            {say("An archive keeps the pass encrypted until {moment}; what opens it stands in the short link alone.", {
              moment: momentOf(kept.untilUnixS),
            })}
          </p>
        </>
      )}
    </div>
  );
}
