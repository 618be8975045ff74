package telltale.web.gate;

import telltale.web.http.Handler;

/**
 * A method of a path, with what is checked before its handler runs.
 *
 * @param path below the application, as in the OpenAPI document; a part in braces is a variable
 * @param body the limits of the request body
 */
public record Route(String method, String path, Lane lane, Caller caller, BodyRule body, Handler handler) {}
