/** What Home Assistant is told of a device, so that it shows what is public of it: MQTT discovery by device. */
import type { Context } from "@witness/protocol/context";
import type { DeviceId } from "@witness/protocol/identity";
import { headTopic } from "@witness/protocol/topics";

/** Returns the message that announces a device, to be retained. @param prefix Home Assistant's own, such as `homeassistant` */
export function discoveryOf(
  context: Context,
  device: DeviceId,
  prefix: string,
): { readonly topic: string; readonly payload: string } {
  const name = `witness_${device}`;
  const counter = (field: "sequence" | "included", says: string) => ({
    platform: "sensor",
    unique_id: `${name}_${field}`,
    name: says,
    value_template: `{{ value_json.${field} }}`,
    icon: "mdi:counter",
  });
  return {
    topic: `${prefix}/device/${name}/config`,
    payload: JSON.stringify({
      device: { identifiers: [name], name: `Witness ${device}` },
      origin: { name: "Witness relay" },
      state_topic: headTopic(context, device),
      components: {
        sequence: counter("sequence", "Newest envelope"),
        included: counter("included", "Newest envelope in a block"),
      },
    }),
  };
}
