package telltale.web.api;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.model.Topic;
import telltale.store.Topics;
import telltale.web.http.Fields;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** {@code /api/v1/topics}: GET lists the topics of bulk mail, PUT {@code …/{name}} stores the title of one. */
public final class TopicsApi {
    private final Topics topics;

    public TopicsApi(Topics topics) {
        this.topics = topics;
    }

    /** A page of topics, in the order of their names. */
    public Response list(RoutedRequest request) {
        Fields query = request.query("limit", "cursor");
        int limit = query.limit();
        List<Topic> found =
                topics.page(query.read("cursor", cursor -> Topic.named(cursor).name()), limit + 1);
        Slice<Topic> page = Slice.begin(found, limit, Topic::name);
        return Response.json(new Page(page.items(), page.next()));
    }

    /** Stores a title. */
    public Response put(RoutedRequest request) throws IOException, ProblemException {
        String name = EntryName.validated(request.variable(), "a topic");
        request.query();
        String title = request.body("title").get("title");
        if (title == null) {
            throw new InvalidInputException("title", "title is missing");
        }
        topics.put(new Topic(name, title));
        return Response.noContent();
    }

    private record Page(List<Topic> topics, @Nullable String next) {}
}
