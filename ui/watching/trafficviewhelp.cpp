// SPDX-License-Identifier: GPL-3.0-or-later
// TrafficView's topics of the help: what each figure, box and pipe is about.
#include "watching/trafficview.h"

#include <QPainter>

namespace tierlens {

QString TrafficView::helpTopicOf(TrafficPipe pipe)
{
    switch (pipe) {
    case TrafficPipe::Asked:
        return QStringLiteral("commands-rate");
    case TrafficPipe::Hits:
    case TrafficPipe::Misses:
        return QStringLiteral("watch-misses");
    case TrafficPipe::Fills:
        break;
    }
    return QStringLiteral("watch-fills");
}

// Where a figure is, its painting knows: it is done once more, to be seen by nobody.
QString TrafficView::helpTopicAt(QPoint at) const
{
    const QString boxes[] = {QStringLiteral("box-applications"),
        QStringLiteral("box-watched-redis"), QStringLiteral("box-watched-postgres")};
    for (int i = 0; i < 3; ++i) {
        if (!box(i).contains(at))
            continue;
        QPixmap nowhere(1, 1);
        QPainter painter(&nowhere);
        Spots spots;
        paintBox(painter, i, &spots);
        for (const auto &[room, topic] : spots) {
            if (room.contains(at) && !topic.isEmpty())
                return topic;
        }
        return boxes[i];
    }
    constexpr double Near = 30; // a pipe and the words beside it
    for (std::size_t i = 0; i < TrafficPipes; ++i) {
        const QLineF line = pipe(static_cast<TrafficPipe>(i));
        if (QRectF(line.p1(), line.p2()).normalized().adjusted(0, -Near, 0, Near).contains(at))
            return helpTopicOf(static_cast<TrafficPipe>(i));
    }
    return at.y() < box(0).top() ? QStringLiteral("watch-dots") : QStringLiteral("watch-traffic");
}

} // namespace tierlens
