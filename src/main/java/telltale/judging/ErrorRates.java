package telltale.judging;

/**
 * The errors of the verdicts on labelled requests. A suspected verdict counts as unknown, as it does for a delivery.
 *
 * @param machinesCalledPeople of the requests of machines, those that count as a person's
 * @param peopleCalledMachines of the requests of people, those that count as a machine's
 * @param peopleUnknown of the requests of people, those that count as neither
 */
public record ErrorRates(Proportion machinesCalledPeople, Proportion peopleCalledMachines, Proportion peopleUnknown) {
    /** @throws IllegalArgumentException if the errors on people are not of the same requests, or more than these */
    public ErrorRates {
        if (peopleCalledMachines.of() != peopleUnknown.of()) {
            throw new IllegalArgumentException("both errors on people must be of the same number of requests");
        }
        missed(peopleCalledMachines, peopleUnknown);
    }

    /** Of the requests of people, those that do not count as a person's. */
    public Proportion peopleMissed() {
        return missed(peopleCalledMachines, peopleUnknown);
    }

    private static Proportion missed(Proportion calledMachines, Proportion unknown) {
        return new Proportion(calledMachines.count() + unknown.count(), unknown.of());
    }
}
