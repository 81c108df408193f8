package tributary.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembersTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    path                                  ; []
                    path.id                               ; [id]
                    path."user-id"                        ; [user-id]
                    path.id.x                             ; [id]
                    @.path.id                             ; [id]
                    path | id                             ; [id]
                    path.{a: x, b: y}                     ; [x, y]
                    path.[x, y]                           ; [x, y]
                    (path).id                             ; [id]
                    path.a || path.b                      ; [a, b]
                    (path && path).id                     ; [id]
                    (query || path).id                    ; []
                    query.id                              ; []
                    product.path.id                       ; []
                    items[?path.id].path.x                ; []
                    {a: path.id}.b                        ; [id]
                    !path.id                              ; [id]
                    !(path.id)                            ; [id]
                    path.id == 'x'                        ; [id]
                    join('-', [path.a, path.b])           ; [a, b]
                    sort_by(path.ids, &path.x)            ; [ids]
                    path.*                                ; []
                    path.ids[0].x                         ; [ids]
                    """)
    void knows_the_members_read_of_one_name(String expression, String members) throws ExpressionException {
        assertThat(Expression.parse(expression).members("path")).hasToString(members);
    }
}
