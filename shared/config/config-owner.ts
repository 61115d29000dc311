import type { ConfigScope } from "#schemas/llm-config.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import type { ConfigOwner } from "./config-store.ts";

/** Everybody may see the platform's configurations. */
export const ownerToRead = (caller: Caller, scope: ConfigScope): ConfigOwner =>
  scope === "platform" ? "platform" : caller.tenant;

/** @throws AppError `forbidden` for the platform's, where the caller is no admin */
export function ownerToChange(caller: Caller, scope: ConfigScope): ConfigOwner {
  if (scope === "platform" && !isAdmin(caller)) {
    throw new AppError("forbidden", "Only admins change the configurations of the platform.");
  }
  return ownerToRead(caller, scope);
}

export const isAdmin = ({ roles }: Caller): boolean => roles.includes("admin");
