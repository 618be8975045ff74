import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The servers under comparison: loads them in turn with requests for pixels, and prints a table of the results. */
final class Subjects {
    private final Map<String, Subject> subjects = new LinkedHashMap<>();
    private final int rounds;
    private final int seconds;

    Subjects(int rounds, int seconds) {
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** One row of the comparison: a server, or several that share the load. */
    static final class Subject {
        private final String name;
        private final String path;
        private final List<ServerProcess> servers;
        private final List<Wrk.Round> rounds = new ArrayList<>();
        private final List<Double> cpuMicros = new ArrayList<>();
        private long answered;

        private Subject(String name, String path, List<ServerProcess> servers) {
            this.name = name;
            this.path = path;
            this.servers = servers;
        }

        String name() {
            return name;
        }

        List<ServerProcess> servers() {
            return servers;
        }

        /** Returns the number of answered requests, those of the warm-up included. */
        long answered() {
            return answered;
        }

        double perSecond() {
            return Figures.of(rounds, Wrk.Round::perSecond).median();
        }

        /** Returns the median p99 latency in microseconds. */
        double p99() {
            return Figures.of(rounds, Wrk.Round::p99).median();
        }

        private double cpuSeconds() {
            return servers.stream().mapToDouble(ServerProcess::cpuSeconds).sum();
        }
    }

    void add(String name, String path, ServerProcess... servers) {
        subjects.put(name, new Subject(name, path, List.of(servers)));
    }

    Iterable<Subject> all() {
        return subjects.values();
    }

    Subject get(String name) {
        return subjects.get(name);
    }

    /** @param round counted from 1; an earlier one is a warm-up and is not counted */
    void load(Subject subject, Path home, int round, int warmUpSeconds) throws Exception {
        double cpuBefore = subject.cpuSeconds();
        Wrk.Round result = Wrk.load(
                subject.servers.stream().map(ServerProcess::port).toList(), subject.path, home, round < 1 ? warmUpSeconds : seconds, 100 * round);
        System.err.printf("round %d of %d, %s: %,.0f/s, p50 %,.0f µs, p99 %,.0f µs%n", round, rounds, subject.name,
                result.perSecond(), result.median(), result.p99());
        if (result.refused() > 0 || result.broken() > 0) {
            throw new BenchmarkException(subject.name + " did not answer all requests: " + result);
        }
        subject.answered += result.requests();
        if (round >= 1) {
            subject.rounds.add(result);
            subject.cpuMicros.add((subject.cpuSeconds() - cpuBefore) * 1e6 / result.requests());
        }
    }

    /** @param compared the name of the subject whose ratio to each of the others is shown */
    void print(String compared) {
        Subject ours = get(compared);
        System.out.printf("| median of %d rounds of %d s (lowest to highest) | pixels/s | %s's ratio | p50, µs | p99, µs | %3$s's ratio | server CPU time per pixel, µs |%n", rounds, seconds, compared);
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Subject subject : subjects.values()) {
            System.out.printf("| %s | %s | %s | %,.0f | %s | %s | %.1f |%n", subject.name,
                    Figures.of(subject.rounds, Wrk.Round::perSecond).spread(),
                    Figures.ratio(ours.perSecond(), subject.perSecond()),
                    Figures.of(subject.rounds, Wrk.Round::median).median(),
                    Figures.of(subject.rounds, Wrk.Round::p99).spread(),
                    Figures.ratio(ours.p99(), subject.p99()),
                    Figures.of(subject.cpuMicros).median());
        }
    }
}
