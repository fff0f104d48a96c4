// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tierlens {

// Overwrites the passwords of addresses among the program's arguments with stars, in place, so
// that a list of processes does not show them for as long as Tierlens runs. Call when the
// arguments have been read. (For the moments before, nothing can be done here: use the keychain
// or the environment.)
void coverPasswords(int argc, char **argv);

} // namespace tierlens
