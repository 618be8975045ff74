/** Tests that the OpenAPI document describes every answer of the application, and no other. */
@org.jspecify.annotations.NullMarked
package telltale.openapi;
