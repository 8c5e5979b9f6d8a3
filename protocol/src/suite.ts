/** The one suite of sessions and seals (docs/protocol.md, "Session" and "Sealing"). No message is read here, so a page can have it alone. */

/** The length of a sealed group's tag. */
export const SEAL_TAG_BYTES = 16;

/**
 * Suite 2: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM open a session; HMAC-SHA-256 and AES-256-CTR seal its
 * groups; ECDSA P-256 with SHA-256 signs.
 */
export const SUITE = 2;
