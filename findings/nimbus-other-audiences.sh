#!/usr/bin/env bash
# Nimbus accepts an ID token with additional audiences that was issued to another client.
#
# OpenID Connect Core 1.0, section 3.1.3.7, item 3: the token must be rejected if it contains audiences that the client does
# not trust. IDTokenValidator only looks for its own client id among the audiences, has no list of trusted ones, and ignores
# the authorized party (azp). oauth4webapi is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

maven_jars com.nimbusds:oauth2-oidc-sdk:11.39
npm_packages oauth4webapi@3.8.8

cat > Run.java << 'END'
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;

public class Run {
    public static void main(String[] args) throws Exception {
        var key = new RSAKeyGenerator(2048).keyID("1").generate();
        var validator = new IDTokenValidator(
                new Issuer("https://op.example"), new ClientID("me"), JWSAlgorithm.RS256, new JWKSet(key.toPublicJWK()));
        for (String line : Files.readAllLines(Path.of("cases"))) {
            String[] names = line.split(" ");
            var claims = new JWTClaimsSet.Builder().issuer("https://op.example").subject("1")
                    .audience(List.of(names[1].split(",")))
                    .claim("azp", names[2].equals("-") ? null : names[2])
                    .issueTime(new Date())
                    .expirationTime(new Date(System.currentTimeMillis() + 600_000));
            var token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("1").build(), claims.build());
            token.sign(new RSASSASigner(key));
            Files.writeString(Path.of(names[0] + ".jwt"), token.serialize());
            String result = "accepted";
            try {
                validator.validate(token, null);
            } catch (Exception refused) {
                result = "refused";
            }
            System.out.println("Nimbus, aud " + names[1] + ", azp " + names[2] + ": " + result);
        }
    }
}
END

cat > run.mjs << 'END'
import { readFileSync } from 'node:fs';
import * as oauth from 'oauth4webapi';

const server = { issuer: 'https://op.example' };
for (const line of readFileSync('cases', 'utf8').trim().split('\n')) {
  const [name, aud, azp] = line.split(' ');
  const body = { access_token: 'a', token_type: 'bearer', id_token: readFileSync(`${name}.jwt`, 'utf8') };
  const answer = new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
  const result = await oauth
    .processAuthorizationCodeResponse(server, { client_id: 'me' }, answer, { requireIdToken: true })
    .then(() => 'accepted', () => 'refused');
  console.log(`oauth4webapi, aud ${aud}, azp ${azp}: ${result}`);
}
END

cat > cases << 'END'
own me me
shared me,other -
shared-issued-to-another me,other other
END

verdict "$(java -cp 'jars/*' Run.java 2>&1; node run.mjs 2>&1)" << 'END'
Nimbus, aud me, azp me: accepted
Nimbus, aud me,other, azp -: accepted
Nimbus, aud me,other, azp other: accepted
oauth4webapi, aud me, azp me: accepted
oauth4webapi, aud me,other, azp -: refused
oauth4webapi, aud me,other, azp other: refused
END
