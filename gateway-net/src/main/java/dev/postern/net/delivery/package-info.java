/** Where the traces meet: a message goes to its inbox, a session drains it. */
@NullMarked
package dev.postern.net.delivery;

import org.jspecify.annotations.NullMarked;
