/** Reads QR codes with what the browser brings (Shape Detection API); a browser that brings nothing is told so. */

/** Reads the texts of the QR codes in a picture. */
export type QrReader = (picture: ImageBitmapSource) => Promise<readonly string[]>;

interface Detector {
  detect(picture: ImageBitmapSource): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

const FORMAT = "qr_code";

/** Returns what reads QR codes; undefined in a browser that cannot. */
export async function findQrReader(): Promise<QrReader | undefined> {
  const { BarcodeDetector: found } = globalThis as { BarcodeDetector?: DetectorClass };
  try {
    if (!found || !(await found.getSupportedFormats()).includes(FORMAT)) return undefined;
    const detector = new found({ formats: [FORMAT] });
    return async (picture) => (await detector.detect(picture)).map(({ rawValue }) => rawValue);
  } catch {
    // Some browsers have the class and no service behind it.
    return undefined;
  }
}
