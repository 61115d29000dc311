import type { AlarmDefinition, Watched } from "./alarm-definition.ts";
import { apiAlarms } from "./api-alarms.ts";
import { generationAlarms } from "./generation-alarms.ts";
import { providerAlarms } from "./provider-alarms.ts";
import { upkeepAlarms } from "./upkeep-alarms.ts";

/** All alarms there are, by what they are about; the dashboard shows them in this order. */
export function allAlarms(watched: Watched): Readonly<Record<string, AlarmDefinition[]>> {
  return {
    API: apiAlarms(watched),
    Generations: generationAlarms(watched),
    Providers: providerAlarms(),
    Upkeep: upkeepAlarms(watched),
  };
}
