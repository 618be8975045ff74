package telltale.web.api;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.Mailbox;
import telltale.sending.SentMails;
import telltale.sending.SentMails.SentMail;
import telltale.store.Store;
import telltale.web.http.Problem;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** {@code GET /api/v1/deliveries/{id}/mail}: the mail of a delivery as it was sent, while its content is kept. */
public final class DeliveryMailApi {
    private final Store store;
    private final @Nullable SentMails mails;

    /** @param mails null if no public address is configured */
    public DeliveryMailApi(Store store, @Nullable SentMails mails) {
        this.store = store;
        this.mails = mails;
    }

    /** The mail; 410 if its content was deleted. */
    public Response get(RoutedRequest request) {
        request.query();
        Optional<Delivery> delivery =
                DeliveriesApi.deliveryId(request.variable()).flatMap(store::delivery);
        if (delivery.isEmpty()) {
            return DeliveriesApi.notFound();
        }
        request.concerns(delivery.get().to());
        if (mails == null) {
            return new Problem(Problem.Type.NOT_CONFIGURED, "PIXEL_URL is not set; rendering a mail requires it.");
        }
        Optional<SentMail> mail = mails.find(delivery.get().id());
        return mail.isPresent()
                ? Response.json(MailJson.of(mail.get()))
                : new Problem(
                        Problem.Type.DELETED, "The content of this mail is not kept, or was deleted as configured.");
    }

    private record MailJson(
            String subject,
            String from,
            String html,
            String text,
            String source,
            int size,
            @Nullable Instant keptUntil,
            boolean hasPage) {
        static MailJson of(SentMail mail) {
            return new MailJson(
                    mail.subject(),
                    from(mail.from()),
                    mail.html(),
                    mail.text(),
                    mail.source(),
                    mail.size(),
                    mail.keptUntil(),
                    mail.hasPage());
        }

        private static String from(Mailbox author) {
            String address = author.address().toString();
            return author.name().isEmpty() ? address : author.name() + " <" + address + ">";
        }
    }
}
