/** What a reader asks for, in DCQL (OpenID4VP 1.0, §6): the same claims in either format. */
import { DOC_TYPE, MILEAGE_NAMESPACE, SHOWN_ALWAYS, VCT } from "../credential/claims.ts";
import { SHOWN } from "../metadata.ts";

/** The names by which presentations of the two formats come back. */
export const QUERIES = { sdJwt: "mileage_sd_jwt", mdoc: "mileage_mdoc" } as const;

/** What a reader can ask for. */
export const CLAIM_NAMES: readonly string[] = SHOWN.map(({ name }) => name);

/** Returns whether a credential can have a claim of this name. */
export const isClaim = (name: unknown): name is string => CLAIM_NAMES.some((claim) => claim === name);

/** Returns the query for these claims and those that are always asked for. */
export function dcqlQuery(claims: readonly string[]) {
  // In an mdoc, the holder could leave out what is not asked for.
  const names = [...new Set<string>([...SHOWN_ALWAYS, ...claims])];
  const namespaceOf = (name: string) => SHOWN.find((claim) => claim.name === name)?.from ?? MILEAGE_NAMESPACE;
  return {
    names,
    query: {
      credentials: [
        {
          id: QUERIES.sdJwt,
          format: "dc+sd-jwt",
          meta: { vct_values: [VCT] },
          claims: names.map((name) => ({ path: [name] })),
        },
        {
          id: QUERIES.mdoc,
          format: "mso_mdoc",
          meta: { doctype_value: DOC_TYPE },
          claims: names.map((name) => ({ path: [namespaceOf(name), name], intent_to_retain: false })),
        },
      ],
      credential_sets: [{ options: [[QUERIES.sdJwt], [QUERIES.mdoc]] }],
    },
  };
}
