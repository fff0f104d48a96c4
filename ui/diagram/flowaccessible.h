// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flowtexts/flowtext.h"

#include <QAccessibleWidget>

#include <array>

namespace tierlens {

class FlowView;

// What a screen reader finds inside the diagram: the three boxes, the pipes, and the sentence.
// Made and owned by QAccessible. GUI thread.
class FlowAccessible : public QAccessibleWidget
{
public:
    static constexpr int PartCount = int(FlowNodeCount + FlowPipeCount) + 1; // and the sentence

    explicit FlowAccessible(FlowView *view);
    ~FlowAccessible() override;

    static void install(); // once per process; further calls do nothing
    static void focusMoved(FlowView &view);
    static void announce(FlowView &view, FlowNode node); // its state has changed

    int childCount() const override { return PartCount; }
    QAccessibleInterface *child(int index) const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QAccessibleInterface *childAt(int x, int y) const override;
    QAccessibleInterface *focusChild() const override;
    QString text(QAccessible::Text which) const override;

private:
    const FlowView &view() const;
    mutable std::array<QAccessible::Id, PartCount> m_parts{}; // made when asked for
};

} // namespace tierlens
