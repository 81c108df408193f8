package tributary.jobs;

/**
 * A job as it is at a moment.
 *
 * @param stepsEnded of {@link JobRecord#steps}
 * @param version grows with every change
 */
public record JobView(JobRecord job, int stepsEnded, int version) {
    public boolean ended() {
        return job.state().ended();
    }
}
