package tributary.perf.report;

/**
 * What the project has promised, and what was measured.
 *
 * @param id stable from run to run
 * @param promise such as {@code CPU per request ≤ 0.55 × the Go gateway}
 * @param measured in the unit of the bound
 * @param bound what must not be exceeded
 * @param unit of both
 */
public record Goal(String id, String promise, double measured, double bound, String unit) {
    public boolean held() {
        return measured <= bound;
    }
}
