package telltale.oidc;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import telltale.oauth.OAuthHttp;
import telltale.supervision.Deadlines;

/** Sends requests to the provider. */
final class ProviderHttp {
    static final int MAX_BYTES = OAuthHttp.MAX_BYTES;

    private final OAuthHttp http;

    ProviderHttp(Deadlines deadlines) {
        this.http = new OAuthHttp(deadlines);
    }

    /** Fetches a JSON document. */
    String get(URI uri) throws SignInException {
        HTTPResponse response = send(new HTTPRequest(HTTPRequest.Method.GET, uri));
        if (response.getStatusCode() != HttpURLConnection.HTTP_OK) {
            throw unexpected(uri, response.getStatusCode());
        }
        return response.getBody() == null ? "" : response.getBody();
    }

    /**
     * Sends a request.
     *
     * @throws SignInException if there is no response, or one that reports an error of the server (5xx)
     */
    HTTPResponse send(HTTPRequest request) throws SignInException {
        try {
            HTTPResponse response = http.send(request);
            if (response.getStatusCode() >= HttpURLConnection.HTTP_INTERNAL_ERROR) {
                throw unexpected(request.getURI(), response.getStatusCode());
            }
            return response;
        } catch (IOException failed) {
            throw SignInException.unavailable(request.getURI() + ": " + failed);
        }
    }

    private static SignInException unexpected(URI uri, int status) {
        return SignInException.unavailable(uri + " answered with status " + status);
    }
}
