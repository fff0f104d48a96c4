// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QImage>

#include <functional>

class QWidget;

namespace tierlens {

class NameCover;

// A widget as a picture, with the dots where they are now and without names of hosts and users.
QImage pngOf(QWidget &widget, const NameCover &cover); // with twice as many pixels each way
QByteArray svgOf(QWidget &widget, const NameCover &cover); // lines and text

void copyPicture(QWidget &widget, const NameCover &cover); // to the clipboard, both at once
Result<Done> writePicture(QWidget &widget, const NameCover &cover, const QString &file);
// Asks for a file and goes on; `done` hears its name, or why it could not be written. The picture
// is the one of the moment this is called.
void savePicture(QWidget &widget, const NameCover &cover,
    const std::function<void(const Result<QString> &)> &done);

} // namespace tierlens
