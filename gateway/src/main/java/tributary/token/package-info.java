/** Tokens that services are shown: asked for in the background, renewed before they end. */
@NullMarked
package tributary.token;

import org.jspecify.annotations.NullMarked;
