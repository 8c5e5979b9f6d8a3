/** The camera's picture while a QR code is looked for in it. Nothing of it leaves the browser. */
import { useEffect, useRef, useState } from "react";
import { say } from "../language/say.ts";
import type { QrReader } from "../scan/qr-reader.ts";

const LOOK_EVERY_MS = 200;

interface Props {
  readonly read: QrReader;
  /** Gets every text that is seen, until it says that it has what it wants. */
  readonly onText: (text: string) => boolean;
}

/** Shows the camera and looks until a text is taken. */
export function Camera({ read, onText }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const [isRefused, setIsRefused] = useState(false);
  const taken = useRef(onText);
  taken.current = onText;
  useEffect(() => {
    let isOver = false;
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout>;
    const look = async (): Promise<void> => {
      const element = video.current;
      // A frame that cannot be read is no reason to stop: the next one comes.
      const texts =
        element && element.readyState >= element.HAVE_CURRENT_DATA ? await read(element).catch(() => []) : [];
      if (isOver || texts.some((text) => taken.current(text))) return;
      timer = setTimeout(look, LOOK_EVERY_MS);
    };
    const start = async (): Promise<void> => {
      const opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      stream = opened;
      if (isOver || !video.current) {
        for (const track of opened.getTracks()) track.stop();
        return;
      }
      video.current.srcObject = opened;
      await video.current.play();
      await look();
    };
    start().catch(() => {
      if (!isOver) setIsRefused(true);
    });
    return () => {
      isOver = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, [read]);
  if (isRefused) {
    return (
      <p role="alert" className="text-open">
        {say("The camera could not be used. Allow this page to use it, choose a picture instead, or paste the link.")}
      </p>
    );
  }
  return (
    <video
      ref={video}
      muted={true}
      playsInline={true}
      aria-label={say("The camera's picture")}
      className="aspect-square w-full max-w-sm rounded-xl bg-sunken object-cover"
    />
  );
}
