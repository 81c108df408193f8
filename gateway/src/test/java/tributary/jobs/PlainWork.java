package tributary.jobs;

import org.jspecify.annotations.Nullable;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** Work whose jobs, where they cannot end by themselves, end with a word that says why. */
interface PlainWork extends Work {
    @Override
    default Ended lost(JobRecord job, @Nullable JsonValue request) {
        return new Ended(JobState.FAILED, 500, JsonString.of("lost"));
    }

    @Override
    default Ended broken(JobRecord job) {
        return new Ended(JobState.FAILED, 500, JsonString.of("broken"));
    }

    @Override
    default Ended unkept(JobRecord job) {
        return new Ended(JobState.FAILED, 507, JsonString.of("unkept"));
    }
}
