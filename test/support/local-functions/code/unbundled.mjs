import { z } from "zod";

export const handler = async () => typeof z;
