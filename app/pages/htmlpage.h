// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tierlens {

// A page of our own Markdown (headings, lists, tables, paragraphs, nothing inside a line) as
// HTML that needs no other file. Turned line by line.
QString asHtml(const QString &markdown, const QString &title);

} // namespace tierlens
