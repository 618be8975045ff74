package telltale.web.api;

import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.Optional;
import telltale.doctor.Doctor;
import telltale.doctor.delivery.DeliveryTest;
import telltale.model.DeliveryId;
import telltale.store.TestDeliveries;
import telltale.web.http.Json;
import telltale.web.http.JsonResponse;
import telltale.web.http.Problem;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * The self-test. {@code GET /api/v1/doctor} examines the set-up; requests at the same time get the result of one examination.
 * {@code POST /api/v1/doctor/tests} starts a test with mails, and {@code GET /api/v1/doctor/tests/{id}} says how far it is.
 */
public final class DoctorApi {
    private static final int ACCEPTED = 202;

    private final Doctor doctor;
    private final DeliveryTest test;
    private final TestDeliveries tests;

    public DoctorApi(Doctor doctor, DeliveryTest test, TestDeliveries tests) {
        this.doctor = doctor;
        this.test = test;
        this.tests = tests;
    }

    /** Runs all checks, which takes some seconds. */
    public Response examine(RoutedRequest request) {
        request.query();
        try {
            return Response.json(DoctorJson.of(doctor.examine()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new Problem(Problem.Type.SERVER_BUSY, "The server is stopping.");
        }
    }

    /** Starts a test, or returns the one that runs. */
    public Response startTest(RoutedRequest request) {
        request.query();
        return report(ACCEPTED, test.start());
    }

    /** The report of a test so far. */
    public Response test(RoutedRequest request) {
        request.query();
        try {
            return report(200, DeliveryId.parse(request.variable()));
        } catch (IllegalArgumentException notAnId) {
            return notFound();
        }
    }

    private Response report(int status, DeliveryId id) {
        Optional<String> report = tests.report(id);
        if (report.isEmpty()) {
            return notFound();
        }
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(report.get()))) {
            return new JsonResponse(status, DoctorTestJson.class, reader.readObject());
        }
    }

    private static Problem notFound() {
        return new Problem(Problem.Type.NOT_FOUND, "There is no such test, or it was deleted after a day.");
    }
}
