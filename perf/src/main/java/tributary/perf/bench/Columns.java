package tributary.perf.bench;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns: the first one and words to the left, what begins with a digit to the right. */
final class Columns {
    private Columns() {}

    static List<String> lines(List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("  ");
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String blanks = " ".repeat(width(rows, column) - cell.length());
                boolean number =
                        column > 0 && (cell.isEmpty() || Character.isDigit(cell.charAt(0)) || rows.indexOf(row) == 0);
                line.append(number ? blanks + cell : cell + blanks).append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
