#!/usr/bin/env bash
# Nimbus returns an empty error if the provider answers in the media type that Nimbus asked for.
#
# RFC 6749, section 5.2: the parameters of an error are in the body of the response, as JSON. Nimbus does not set the header
# Accept, so Java's default goes out, in which text/html comes first. The provider oidc-provider, which is certified, then
# describes errors of the token endpoint as an HTML page, which Nimbus ignores.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

maven_jars com.nimbusds:oauth2-oidc-sdk:11.39
npm_packages oidc-provider@8.8.1

cat > op.mjs << 'END'
import { writeFileSync } from 'node:fs';
import Provider from 'oidc-provider';

const provider = new Provider('http://127.0.0.1', {
  clients: [{ client_id: 'me', client_secret: 'secret', redirect_uris: ['https://rp.example/callback'] }],
});
const server = provider.listen(0, '127.0.0.1', () => writeFileSync('port', `${server.address().port}`));
END

cat > Run.java << 'END'
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

public class Run {
    public static void main(String[] args) throws Exception {
        URI endpoint = URI.create("http://127.0.0.1:" + Files.readString(Path.of("port")) + "/token");
        for (String accept : new String[] {null, "application/json"}) {
            HTTPRequest request = new TokenRequest.Builder(
                            endpoint,
                            new ClientSecretBasic(new ClientID("me"), new Secret("secret")),
                            new AuthorizationCodeGrant(
                                    new AuthorizationCode("unknown"), URI.create("https://rp.example/callback")))
                    .build()
                    .toHTTPRequest();
            request.setConnectTimeout(5_000);
            request.setReadTimeout(5_000);
            if (accept != null) {
                request.setAccept(accept);
            }
            var response = TokenResponse.parse(request.send());
            System.out.println("Accept " + accept + ": " + response.toErrorResponse().getErrorObject().getCode());
        }
    }
}
END

NODE_NO_WARNINGS=1 node op.mjs > op.log 2>&1 &
provider=$!
trap 'kill "$provider" 2> /dev/null; rm -rf "$work"' EXIT
for _ in {1..100}; do
  [[ -s port ]] && break
  sleep 0.1
done
[[ -s port ]] || missing "oidc-provider does not start ($(tail -n 1 op.log))"

verdict "$(java -cp 'jars/*' Run.java 2>&1)" << 'END'
Accept null: null
Accept application/json: invalid_grant
END
