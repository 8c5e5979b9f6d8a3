import { expect, it } from "vitest";
import { deviceIdOf, parseDeviceId } from "./identity.ts";

const id = "00112233445566ff";

it.each([id, id.toUpperCase(), `0x${id}`, `0X${id.toUpperCase()}`])("parseDeviceId reads %j", (text) => {
  expect(parseDeviceId(text)).toBe(id);
});

it.each([
  "",
  "0x",
  id.slice(1),
  `${id}0`,
  `0${id}`,
  `x${id}`,
  `${id.slice(1)}g`,
  `${id} `,
  `${id.slice(0, 8)}0x${id.slice(8)}`,
])("parseDeviceId refuses %j", (text) => {
  const refused = expect.objectContaining({ code: "malformed", facts: { field: "device_id" } });
  expect(() => parseDeviceId(text)).toThrow(refused);
});

it("deviceIdOf, boundary: takes 8 bytes, and no other number of them", () => {
  expect(deviceIdOf(Uint8Array.of(0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0xff))).toBe(id);
  for (const bytes of [0, 7, 9]) {
    const refused = expect.objectContaining({ code: "malformed", facts: { field: "device_id", bytes } });
    expect(() => deviceIdOf(new Uint8Array(bytes))).toThrow(refused);
  }
});
