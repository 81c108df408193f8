package tributary.config;

import java.util.List;
import tributary.plan.ServiceSpec;

/**
 * A service as planned, and what calls to it must know of its text.
 *
 * @param spec its URL is a stand-in where the configuration's is wrong; then there is no plan anyway
 * @param uses the expressions of its headers
 */
record PlannedService(Fields fields, ServiceSpec spec, List<Use> uses) {}
