/** A link as a QR code that a camera reads from paper. Pure. */
import { correction, generate } from "lean-qr";
import { toSvgPath } from "lean-qr/extras/svg";

/** A code as one path of squares of one unit. */
export interface QrPath {
  /** Units from side to side, without the quiet zone. */
  readonly size: number;
  /** Of an SVG. */
  readonly path: string;
}

/** Returns a QR code of a text, which survives that a seventh of it cannot be read. */
export function qrPath(text: string): QrPath {
  const code = generate(text, { minCorrectionLevel: correction.M });
  return { size: code.size, path: toSvgPath(code) };
}
