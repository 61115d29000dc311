export const handler = async (event: unknown, context: { tenantId?: string }) => ({
  ran: event,
  tenant: context.tenantId,
});
