// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/flowaccessible.h"

#include "diagram/flowview.h"

#include <QPointer>

namespace tierlens {

namespace {
// One box, one pipe, or the sentence.
class Part final : public QAccessibleInterface
{
public:
    Part(FlowView *view, int index)
        : m_view(view)
        , m_index(index)
    { }

    bool isValid() const override { return !m_view.isNull(); }
    QObject *object() const override { return nullptr; } // lives only in the picture
    QWindow *window() const override { return m_view ? m_view->window()->windowHandle() : nullptr; }
    QAccessibleInterface *parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view);
    }
    QAccessibleInterface *child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    void setText(QAccessible::Text, const QString &) override { }
    QAccessible::Role role() const override
    {
        return isSentence() ? QAccessible::StaticText : QAccessible::Graphic;
    }

    QRect rect() const override
    {
        if (!m_view)
            return {};
        const FlowLayout &layout = m_view->flowLayout();
        QRectF where;
        if (isNode())
            where = layout.node(node());
        else if (isSentence())
            where = layout.sentenceBox();
        else
            where = layout.pipe(pipe()).line().boundingRect().adjusted(
                0, -layout.pipeWidth() / 2, 0, layout.pipeWidth() / 2);
        const QRect local = where.toAlignedRect();
        return {m_view->mapToGlobal(local.topLeft()), local.size()};
    }

    QString text(QAccessible::Text which) const override
    {
        if (!m_view)
            return {};
        const FlowFigures &figures = m_view->figures();
        const bool name = which == QAccessible::Name;
        if (!name && which != QAccessible::Description)
            return {};
        if (isNode())
            return name ? figures.name(node()) : figures.description(node());
        if (isSentence()) {
            const auto &variants = figures[FlowText::Sentence].variants;
            return name && !variants.isEmpty() ? variants.first()
                : name                         ? QString()
                                               : figures[FlowText::Sentence].tip;
        }
        return name ? figures.name(pipe()) : figures.description(pipe());
    }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.readOnly = true;
        state.invisible = !m_view || !m_view->isVisible();
        if (isNode()) {
            state.focusable = true;
            state.focused = m_view && m_view->hasFocus() && m_view->focusNode() == node();
        }
        return state;
    }

private:
    bool isNode() const { return m_index < int(FlowNodeCount); }
    bool isSentence() const { return m_index == FlowAccessible::PartCount - 1; }
    FlowNode node() const { return static_cast<FlowNode>(m_index); }
    FlowPipe pipe() const { return static_cast<FlowPipe>(m_index - int(FlowNodeCount)); }

    QPointer<FlowView> m_view;
    int m_index;
};

QAccessibleInterface *create(const QString &, QObject *object)
{
    auto *view = qobject_cast<FlowView *>(object);
    return view ? new FlowAccessible(view) : nullptr;
}
} // namespace

FlowAccessible::FlowAccessible(FlowView *view)
    : QAccessibleWidget(view, QAccessible::Grouping)
{ }

FlowAccessible::~FlowAccessible()
{
    for (const auto id : m_parts) {
        if (id != 0)
            QAccessible::deleteAccessibleInterface(id);
    }
}

void FlowAccessible::install()
{
    static const bool once = [] {
        QAccessible::installFactory(create);
        return true;
    }();
    Q_UNUSED(once)
}

const FlowView &FlowAccessible::view() const { return *static_cast<FlowView *>(object()); }

QAccessibleInterface *FlowAccessible::child(int index) const
{
    if (index < 0 || index >= PartCount)
        return nullptr;
    auto &id = m_parts[static_cast<std::size_t>(index)];
    if (id == 0)
        id = QAccessible::registerAccessibleInterface(
            new Part(static_cast<FlowView *>(object()), index));
    return QAccessible::accessibleInterface(id);
}

int FlowAccessible::indexOfChild(const QAccessibleInterface *wanted) const
{
    for (int i = 0; i < PartCount; ++i) {
        const auto id = m_parts[static_cast<std::size_t>(i)];
        if (id != 0 && QAccessible::accessibleInterface(id) == wanted)
            return i;
    }
    return -1;
}

QAccessibleInterface *FlowAccessible::childAt(int x, int y) const
{
    const QPointF local = view().mapFromGlobal(QPoint(x, y));
    const FlowLayout &layout = view().flowLayout();
    if (const auto node = layout.nodeAt(local))
        return child(int(indexOf(*node)));
    if (const auto pipe = layout.pipeAt(local))
        return child(int(FlowNodeCount + indexOf(*pipe)));
    return layout.sentenceBox().contains(local) ? child(PartCount - 1) : nullptr;
}

QAccessibleInterface *FlowAccessible::focusChild() const
{
    return view().hasFocus() ? child(int(indexOf(view().focusNode()))) : nullptr;
}

QString FlowAccessible::text(QAccessible::Text which) const
{
    return which == QAccessible::Description ? view().figures().summary()
                                             : QAccessibleWidget::text(which);
}

void FlowAccessible::focusMoved(FlowView &view)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent event(&view, QAccessible::Focus);
    event.setChild(int(indexOf(view.focusNode())));
    QAccessible::updateAccessibility(&event);
}

void FlowAccessible::announce(FlowView &view, FlowNode node)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent event(&view, QAccessible::DescriptionChanged);
    event.setChild(int(indexOf(node)));
    QAccessible::updateAccessibility(&event);
}

} // namespace tierlens
