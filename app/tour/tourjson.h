// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace tierlens {

// A JSON value that knows the line it begins on, so that a mistake can be shown where it is.
// No trailing commas, no name twice.
struct TourJson
{
    enum class Kind { Nothing, Truth, Number, Text, List, Object };
    Kind kind = Kind::Nothing;
    int line = 0; // from 1
    bool truth = false;
    double number = 0;
    QString text;
    std::vector<TourJson> items; // List
    struct Member; // no pair: clang 14 wants to know whole what a pair is made of
    std::vector<Member> members; // Object, in the file's order

    const TourJson *member(QStringView name) const;
    // The error's text is a sentence; its code is the line.
    static Result<TourJson> read(const QByteArray &bytes);
};

struct TourJson::Member
{
    QString name;
    TourJson value;
};

} // namespace tierlens
