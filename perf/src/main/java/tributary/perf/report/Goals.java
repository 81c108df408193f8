package tributary.perf.report;

import java.util.List;

/** The goals of all sections: each with a bar that ends where the bound is, if it is just held. */
final class Goals {
    /** The bound stands at this share of the bar, so that there is room for what exceeds it. */
    private static final double BOUND = 66;

    private final Html html;

    Goals(Html html) {
        this.html = html;
    }

    void all(Report report) {
        List<Goal> goals = report.goals();
        if (goals.isEmpty()) {
            return;
        }
        long held = goals.stream().filter(Goal::held).count();
        html.tags("<section id=\"goals\">\n")
                .element("h2", "Goals: " + held + " of " + goals.size() + " held")
                .tags("\n<ul class=\"goals\">\n");
        goals.forEach(this::goal);
        html.tags("</ul>\n</section>\n");
    }

    private void goal(Goal goal) {
        double share = Math.clamp(goal.measured() / goal.bound() * BOUND, 0, 100);
        String state = goal.held() ? "held" : "missed";
        html.tags("<li class=\"" + state + "\">")
                .element("span class=\"promise\"", goal.promise())
                .tags("<span class=\"track\"><span class=\"fill\" style=\"width:" + percent(share))
                .tags("\"></span><span class=\"bound\" style=\"left:" + percent(BOUND) + "\"></span></span>")
                .element("span class=\"measured\"", Numbers.text(goal.measured(), goal.unit()))
                .element("span class=\"limit\"", "≤ " + Numbers.text(goal.bound(), goal.unit()))
                .element("span class=\"chip\"", state)
                .tags("</li>\n");
    }

    private static String percent(double share) {
        return (Double.isNaN(share) ? 0 : Math.round(share * 10) / 10.0) + "%";
    }
}
