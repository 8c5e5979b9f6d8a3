/** Where a buyer brings a pass: pasted, in a picture, or before the camera. What is read leads to the page of passes. */
import { type ChangeEvent, type FormEvent, useEffect, useId, useState } from "react";
import { useLocation } from "wouter";
import { type Message, say } from "../language/say.ts";
import { findQrReader, type QrReader } from "../scan/qr-reader.ts";
import { type Scanned, scannedText } from "../scan/scanned-text.ts";
import { Camera } from "./camera.tsx";
import { PageFrame, Section } from "./page-frame.tsx";

/** Returns what reads QR codes, null in a browser that cannot, and undefined until that is known. */
function useQrReader(): QrReader | null | undefined {
  const [reader, setReader] = useState<{ readonly read: QrReader | null }>();
  useEffect(() => {
    let isOver = false;
    findQrReader()
      .then((read) => isOver || setReader({ read: read ?? null }))
      .catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, []);
  return reader?.read;
}

/** What the reader is told of something that led nowhere. */
type Complaint = "text" | "picture" | "no-code";

const COMPLAINTS: Readonly<Record<Complaint, Message>> = {
  text: "This is no pass. Copy the whole link that you were given: it goes on behind the #.",
  picture: "This file could not be read as a picture.",
  "no-code": "No QR code of a pass was found in this picture. Take it again from nearer, or paste the link.",
};

interface ScanProps {
  readonly read: QrReader;
  readonly onText: (text: string) => boolean;
  readonly onComplaint: (complaint: Complaint | undefined) => void;
}

/** A picture with the code in it, or the camera. */
function Scan({ read, onText, onComplaint }: ScanProps) {
  const [isLooking, setIsLooking] = useState(false);
  const file = useId();
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [picture] = target.files ?? [];
    if (!picture) return;
    onComplaint(undefined);
    try {
      const texts = await read(await createImageBitmap(picture));
      if (!texts.some(onText)) onComplaint("no-code");
    } catch {
      onComplaint("picture");
    } finally {
      // The same picture chosen again is a new attempt.
      target.value = "";
    }
  };
  return (
    <>
      <div className="flex flex-wrap items-end gap-4">
        {navigator.mediaDevices && (
          <button type="button" className="button" onClick={() => setIsLooking((before) => !before)}>
            {say(isLooking ? "Stop the camera" : "Scan with the camera")}
          </button>
        )}
        <div>
          <label htmlFor={file} className="label block">
            {say("A picture of the QR code")}
          </label>
          <input id={file} type="file" accept="image/*" className="mt-1 max-w-full" onChange={choose} />
        </div>
      </div>
      {isLooking && (
        <div className="mt-4">
          <Camera read={read} onText={onText} />
        </div>
      )}
    </>
  );
}

/** The page on which a pass is brought. */
export function CheckPage() {
  const [, navigate] = useLocation();
  const reader = useQrReader();
  const names = { text: useId(), complaint: useId() };
  const [text, setText] = useState("");
  const [complaint, setComplaint] = useState<Complaint>();
  const [found, setFound] = useState<Scanned>();
  const open = ({ kind, href }: Scanned): void => {
    // The page of passes is a page of its own, without anything of this one.
    if (kind === "pass") window.location.assign(href);
    else navigate(href);
  };
  /** Takes a text that leads somewhere. A link to another site is shown first. */
  const take = (given: string): boolean => {
    const scanned = scannedText(given, window.location.host);
    if (!scanned) return false;
    setComplaint(undefined);
    if (scanned.elsewhere === undefined) open(scanned);
    else setFound(scanned);
    return true;
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setFound(undefined);
    if (!take(text)) setComplaint("text");
  };
  return (
    <PageFrame
      title={say("Check a pass")}
      lead={say(
        "A pass is what an owner shows you of a car: a link or a QR code. Your own browser checks it, and nothing of it is sent to this page's server.",
      )}
    >
      <form onSubmit={submit} className="card max-w-3xl p-5">
        <label htmlFor={names.text} className="font-medium">
          {say("The pass's link, or what its QR code says")}
        </label>
        <textarea
          id={names.text}
          rows={4}
          value={text}
          onChange={({ target }) => setText(target.value)}
          required={true}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={names.complaint}
          aria-invalid={complaint === "text"}
          className="code mt-2 w-full rounded-md border border-edge bg-paper p-2 text-ink"
        />
        <div id={names.complaint} aria-live="polite">
          {complaint && <p className="mt-1 text-false">{say(COMPLAINTS[complaint])}</p>}
          {found && (
            <div className="mt-2 text-open">
              <p>
                {say(
                  "This link names another site, {site}. It is checked here all the same, for the application of this page.",
                  { site: found.elsewhere ?? "" },
                )}
              </p>
              <button type="button" className="button mt-2 text-ink" onClick={() => open(found)}>
                {say(found.kind === "pass" ? "Check it here" : "Look for the car here")}
              </button>
            </div>
          )}
        </div>
        <button type="submit" className="button button-primary mt-3">
          {say("Check")}
        </button>
      </form>
      <Section id="scan" title={say("From a QR code")}>
        {reader && <Scan read={reader} onText={take} onComplaint={setComplaint} />}
        {reader === null && (
          <p className="max-w-2xl text-soft">
            {say(
              "This browser cannot read QR codes. Point a phone's own camera at the code: it offers to open the link. Or have the seller send you the link, and paste it above.",
            )}
          </p>
        )}
      </Section>
      <Section id="public" title={say("By VIN or plate")}>
        <p className="max-w-2xl text-soft">
          {say(
            "Some owners show their car's verdict to whoever types its VIN or plate, without a reading. That page proves nothing to your browser; a pass does.",
          )}
        </p>
        {/* A page of the server's, without a script. */}
        <a className="button mt-3" href="/public/v1/check">
          {say("Type a VIN or plate")}
        </a>
      </Section>
    </PageFrame>
  );
}
