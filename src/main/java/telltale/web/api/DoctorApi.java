package telltale.web.api;

import telltale.doctor.Doctor;
import telltale.web.http.Problem;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** {@code GET /api/v1/doctor}: examines the set-up. Requests at the same time get the result of one examination. */
public final class DoctorApi {
    private final Doctor doctor;

    public DoctorApi(Doctor doctor) {
        this.doctor = doctor;
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
}
