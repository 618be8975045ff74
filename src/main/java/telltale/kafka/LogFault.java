package telltale.kafka;

import java.util.concurrent.ExecutionException;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/** Says what is wrong with a cluster, and what to do about it. */
final class LogFault {
    private LogFault() {}

    /** A sentence without a full stop. */
    static String sentence(Throwable failed, String topic) {
        Throwable cause =
                failed instanceof ExecutionException && failed.getCause() != null ? failed.getCause() : failed;
        if (cause instanceof SslAuthenticationException) {
            return "the TLS certificate of a Kafka broker is not accepted; check ssl.* in the file of TELLTALE_LOG_CLIENT: "
                    + cause.getMessage();
        }
        if (cause instanceof AuthenticationException) {
            return "Kafka refuses the login; check sasl.jaas.config and sasl.mechanism in the file of TELLTALE_LOG_CLIENT: "
                    + cause.getMessage();
        }
        if (cause instanceof AuthorizationException) {
            return "Kafka forbids an operation; allow the user Read, Write, Describe and DescribeConfigs of the topic "
                    + topic + " and Read of the group " + topic + ", and Create of the topic, or create it: "
                    + cause.getMessage();
        }
        if (cause instanceof LogTopic.UnsafeTopicException || cause instanceof IllegalArgumentException) {
            return String.valueOf(cause.getMessage());
        }
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof LoginException) {
                return "the login to Kafka is impossible; check sasl.* in the file of TELLTALE_LOG_CLIENT: "
                        + inner.getMessage();
            }
        }
        return "Kafka does not answer: " + cause.getMessage();
    }
}
