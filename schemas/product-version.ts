/** The version of the product, as `GET /health` and the OpenAPI document tell it. */
export const productVersion = "0.1.0";
