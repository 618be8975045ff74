package telltale.web.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import telltale.fuzz.FuzzInput;
import telltale.model.IpLiteral;
import telltale.model.IpRange;
import telltale.settings.TrustedProxies;

class ClientAddressFuzzTest {
    private static final InetAddress PROXY = Objects.requireNonNull(IpLiteral.read("127.0.0.1"));
    private static final InetAddress OTHER_PROXY = Objects.requireNonNull(IpLiteral.read("10.0.0.1"));
    private static final String SEPARATOR = "\n\n";

    private final ClientAddress clients =
            new ClientAddress(new TrustedProxies(List.of(IpRange.of(PROXY, 8), IpRange.of(OTHER_PROXY, 8))));

    /** The lines of X-Forwarded-For, an empty line, and the lines of Forwarded. */
    @FuzzTest
    void anyForwardingHeaderYieldsAnAddressOrNone(byte[] input) {
        String[] headers = FuzzInput.header(input).split(SEPARATOR, 2);
        List<String> forwardedFor = headers[0].lines().toList();
        List<String> forwarded =
                headers.length == 1 ? List.of() : headers[1].lines().toList();
        FuzzInput.timely(() -> Optional.ofNullable(clients.resolveForwarded(PROXY, forwardedFor, forwarded)));
    }
}
