package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueIdTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "250 2.0.0 Ok: queued as 4Xb7Yk2LmPz1 | 4Xb7Yk2LmPz1",
                "250 2.0.0 Ok: queued as 224B824BD40 | 224B824BD40",
                "250 Ok: queued as bdT3qimVR7SSpBEKunexIg | bdT3qimVR7SSpBEKunexIg",
                "250 2.0.0 OK: queued as <202611221200.12345@smtp-relay.example> | 202611221200.12345@smtp-relay.example",
                "250 OK queued as 0d1e2f3a-4b5c-6d7e-8f90-a1b2c3d4e5f6 | 0d1e2f3a-4b5c-6d7e-8f90-a1b2c3d4e5f6",
                "250 2.0.0 Ok: queued on mx1.example.net as 1732276800-AbCdEf12-GhIjKl34 | 1732276800-AbCdEf12-GhIjKl34",
                "250 2.0.0 Message queued with id 1a2b3c4d5e. | 1a2b3c4d5e",
                "250 OK id=10HmaX-000000005vi-0000 | 10HmaX-000000005vi-0000",
                "250 Requested mail action okay, completed: id=1MkHUE-1kxYzA3Abc-00mZ | 1MkHUE-1kxYzA3Abc-00mZ",
                "250 OK ids=8b5e2a0c1f3d4e6a9b7c8d0e1f2a3b4c | 8b5e2a0c1f3d4e6a9b7c8d0e1f2a3b4c",
                "250 2.0.0 5AMC0xYz012345 Message accepted for delivery | 5AMC0xYz012345",
                "250 2.0.0 8b2d5c1a Message accepted for delivery | 8b2d5c1a",
                "250 2.0.0: 8b2d5c1a Message accepted for delivery | 8b2d5c1a",
                "250 2.0.0 4ab3cd9efg-1 Message accepted for delivery | 4ab3cd9efg-1",
                "250 2.0.0 OK  1732276800 d9443c01a7336-2129dc33e5dsi43 - gsmtp | d9443c01a7336-2129dc33e5dsi43",
                "250 2.0.0 OK 1732276800 af79cd13be357-7b5si1.1 - gsmtp | af79cd13be357-7b5si1.1",
                "250 Ok 0100017b0e35a8c6-2021949e-71e7-4802-aa95-ae62b696b836-000000"
                        + " | 0100017b0e35a8c6-2021949e-71e7-4802-aa95-ae62b696b836-000000",
                "250 Ok. 000000000004A5B3.00000000633F1E2A.00001F8C | 000000000004A5B3.00000000633F1E2A.00001F8C",
                "250 Message Queued (5A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9.1) | 5A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9.1",
                "250 2.0.0 OK C3/12-34567-89ABCDEF | C3/12-34567-89ABCDEF",
                "250 ok:  Message 123456789 accepted | 123456789",
                "250 ok 1732276800 qp 12345 | 1732276800 qp 12345",
                "250 2.6.0 <0190@shop.example> [InternalId=105849469029151, Hostname=AS8PR07MB7669.prod.outlook.com]"
                        + " 29353 bytes in 0.060, 472.320 KB/sec Queued mail for delivery | 105849469029151",
                "250 2.0.0 OK <AM0PR01MB0001@AM0PR01MB0001.prod.example> [Hostname=AM0PR01MB0001.prod.example]"
                        + " | AM0PR01MB0001@AM0PR01MB0001.prod.example",
            })
    void theIdentifierIsFoundInTheRepliesOfKnownServers(String reply, String id) {
        assertEquals(Optional.of(id), QueueId.in(reply));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "250 ok",
                "250 2.0.0 Ok",
                "250 Great success",
                "250 2.6.0 message received",
                "250 OK: queued as .",
                "250 Queued (0.123 seconds)",
                "250 2.0.0 Message accepted for delivery",
                "250 ok dirdel",
                "250 OK , completed",
                "sent externally",
                ""
            })
    void aReplyWithoutIdentifierHasNone(String reply) {
        assertEquals(Optional.empty(), QueueId.in(reply));
    }

    @Test
    void anIdentifierOfUnreasonableLengthIsIgnored() {
        assertEquals(Optional.empty(), QueueId.in("250 OK id=" + "a".repeat(201)));
        assertEquals(Optional.empty(), QueueId.in("250 OK " + "queued ".repeat(100_000)));
    }
}
