package tributary.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    product                                              ; [product]
                    product.title                                        ; [product]
                    "product".title                                      ; [product]
                    header."accept-language"                             ; [header]
                    product.variants[?sku == 'x'].price                  ; [product]
                    product.variants[?sku == seller].price[0].a.b        ; [product]
                    reviews.items[].{stars: rating}                      ; [reviews]
                    reviews.items[].[rating, text]                       ; [reviews]
                    {a: product.title, b: seller.name}                   ; [product, seller]
                    {b: seller.name, a: product.title}                   ; [seller, product]
                    {a: {b: {c: x.y}}}                                   ; [x]
                    product.{a: b}                                       ; [product]
                    product.[b, c]                                       ; [product]
                    product | title                                      ; [product]
                    product | [0] | title | *                            ; [product]
                    {x: product} | x.title                               ; [product]
                    [product, seller] | [0].name                         ; [product, seller]
                    [product, seller][*].name                            ; [product, seller]
                    [product, seller][].name                             ; [product, seller]
                    [product, seller][?name == 'x']                      ; [product, seller]
                    {a: product}.*.name                                  ; [product]
                    sort_by(products, &price)                            ; [products]
                    sort_by(products, &price)[0].name                    ; [products]
                    max_by(cart.products, &to_number(price)).name        ; [cart]
                    map(&{a: b, c: d}, items)                            ; [items]
                    map(&map(&a, b), c)                                  ; [c]
                    merge(product, {stock: stock.level})                 ; [product, stock]
                    not_null(a, b.c, `1`)                                ; [a, b]
                    a || b && !c                                         ; [a, b, c]
                    (a || b).c                                           ; [a, b]
                    a == b.x                                             ; [a, b]
                    b < a                                                ; [b, a]
                    a[?b == c] | [?d]                                    ; [a]
                    a[1:2].b                                             ; [a]
                    a.*.b                                                ; [a]
                    a[*][*].b                                            ; [a]
                    a[][].b                                              ; [a]
                    @.product                                            ; [product]
                    @ | product                                          ; [product]
                    (@).product                                          ; [product]
                    @.{a: product}                                       ; [product]
                    a.b | @                                              ; [a]
                    a[?@ == `1`]                                         ; [a]
                    (a && @).b                                           ; [a, b]
                    a | length(@)                                        ; [a]
                    length(a)                                            ; [a]
                    'text'                                               ; []
                    `{"a": 1}`.a                                         ; []
                    ''                                                   ; []
                    """)
    void names_what_is_read_from_the_document_and_no_more(String expression, String names) throws Exception {
        Expression parsed = Expression.parse(expression);

        assertThat(parsed.names()).hasToString(names);
        assertThat(parsed.readsWhole()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    @                       ; []
                    not_null(@, a)          ; [a]
                    not_null(a, @)          ; [a]
                    *                       ; []
                    *.a                     ; []
                    @.*                     ; []
                    keys(@)                 ; []
                    [@, a]                  ; [a]
                    [@] | [0].product       ; []
                    {a: @}                  ; []
                    @ || a                  ; [a]
                    a || @                  ; [a]
                    @ && a                  ; [a]
                    !@                      ; []
                    @ == a                  ; [a]
                    a == @                  ; [a]
                    [0]                     ; []
                    [1:2]                   ; []
                    [*].a                   ; []
                    [].a                    ; []
                    [?a]                    ; []
                    @[?a]                   ; []
                    @ | @                   ; []
                    map(&a, @)              ; []
                    map(&@, a) || @         ; [a]
                    """)
    void tells_where_the_whole_document_is_read(String expression, String names) throws Exception {
        Expression parsed = Expression.parse(expression);

        assertThat(parsed.readsWhole()).isTrue();
        assertThat(parsed.names()).hasToString(names);
    }
}
