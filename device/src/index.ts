/** `@witness/device`: a device that signs, seals, keeps and delivers what an odometer says. */
export { type Device, openDevice, type Said } from "./device.ts";
export { DeviceError, type DeviceErrorCode } from "./errors.ts";
export type { DeviceEvent, DeviceOptions, DeviceStatus, FlushOptions } from "./options.ts";
export { type Provisioning, parseProvisioning } from "./provisioning.ts";
export { type DeviceStore, memoryStore, type StoredLog } from "./store.ts";
export type { Destination, Question, Told, Transport, TransportTo } from "./transport.ts";
