// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/pictures.h"

#include "core/onworker.h"
#include "core/whendone.h"
#include "diagram/flowview.h"
#include "parts/svgpaper.h"
#include "present/namecover.h"

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QPainter>
#include <QSaveFile>

#include <vector>

namespace tierlens {

namespace {
struct PicturesWords
{
    Q_DECLARE_TR_FUNCTIONS(Pictures)
};

FlowFigures covered(FlowFigures figures, const NameCover &cover)
{
    for (auto &line : figures.lines) {
        for (auto &words : line.variants)
            words = cover.cover(words);
    }
    return figures;
}

// While it exists, diagrams below a widget are drawn as lines and text, without names.
class Whole
{
public:
    Whole(QWidget &widget, const NameCover &cover)
    {
        auto views = widget.findChildren<FlowView *>();
        if (auto *self = qobject_cast<FlowView *>(&widget))
            views << self;
        for (auto *view : views) {
            m_views.push_back({view, view->figures()});
            view->setFigures(covered(view->figures(), cover));
            view->setDrawnWhole(true);
        }
    }
    ~Whole()
    {
        for (auto &[view, figures] : m_views) {
            view->setDrawnWhole(false);
            view->setFigures(figures);
        }
    }
    Whole(const Whole &) = delete;
    Whole &operator=(const Whole &) = delete;

private:
    std::vector<std::pair<FlowView *, FlowFigures>> m_views;
};

struct Both
{
    QImage pixels;
    QByteArray svg;
};

Both bothOf(QWidget &widget, const NameCover &cover)
{
    return {pngOf(widget, cover), svgOf(widget, cover)};
}

QByteArray packed(const QImage &pixels)
{
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    pixels.save(&buffer, "PNG");
    return png;
}

bool isSvg(const QString &file)
{
    return QFileInfo(file).suffix().compare(QLatin1String("svg"), Qt::CaseInsensitive) == 0;
}

Result<Done> writeFile(const QString &file, const Both &both)
{
    const auto content = isSvg(file) ? both.svg : packed(both.pixels);
    QSaveFile target(file);
    if (target.open(QIODevice::WriteOnly) && target.write(content) == content.size()
        && target.commit())
        return Done{};
    return Error{ErrorKind::Refused, {},
        PicturesWords::tr("The picture could not be written.").toStdString(),
        target.errorString().toStdString()};
}
} // namespace

QImage pngOf(QWidget &widget, const NameCover &cover)
{
    const Whole whole(widget, cover);
    const double ratio = std::max(2.0, widget.devicePixelRatioF());
    QImage image((QSizeF(widget.size()) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(widget.palette().color(QPalette::Window));
    widget.render(&image);
    return image;
}

QByteArray svgOf(QWidget &widget, const NameCover &cover)
{
    const Whole whole(widget, cover);
    SvgPaper paper(widget.size(), QStringLiteral("Tierlens"));
    QPainter painter(&paper);
    painter.fillRect(widget.rect(), widget.palette().color(QPalette::Window));
    widget.render(&painter);
    painter.end();
    return paper.svg();
}

void copyPicture(QWidget &widget, const NameCover &cover)
{
    const auto both = bothOf(widget, cover);
    auto *content = new QMimeData;
    content->setImageData(both.pixels);
    content->setData(QStringLiteral("image/png"), packed(both.pixels));
    content->setData(QStringLiteral("image/svg+xml"), both.svg);
    QApplication::clipboard()->setMimeData(content);
}

Result<Done> writePicture(QWidget &widget, const NameCover &cover, const QString &file)
{
    return writeFile(file, bothOf(widget, cover));
}

void savePicture(QWidget &widget, const NameCover &cover,
    const std::function<void(const Result<QString> &)> &done)
{
    auto *dialog = new QFileDialog(widget.window(), PicturesWords::tr("Save the picture"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(
        {PicturesWords::tr("SVG: lines and text, for slides and the web (*.svg)"),
            PicturesWords::tr("PNG: pixels (*.png)")});
    dialog->setDefaultSuffix(QStringLiteral("svg"));
    dialog->selectFile(QStringLiteral("tierlens.svg"));
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains(QLatin1String("*.svg")) ? QStringLiteral("svg")
                                                                         : QStringLiteral("png"));
    });
    // Packing takes a while, and a disk may be slow: neither may hold up the window.
    QObject::connect(dialog, &QFileDialog::fileSelected, dialog,
        [both = bothOf(widget, cover), window = widget.window(), done](const QString &file) {
            whenDone(onWorker([both, file] { return writeFile(file, both); }), window,
                [file, done](const Result<Done> &written) {
                    done(written ? Result<QString>(file) : Result<QString>(written.error()));
                });
        });
    dialog->open();
}

} // namespace tierlens
