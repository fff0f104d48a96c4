// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/testservers.h"

#include <memory>
#include <string>
#include <vector>

namespace tierlens::test {

// A real Sentinel that watches the Redis at a port of this machine under the name "shop".
class TestSentinel
{
public:
    // Lines for its configuration, such as "requirepass guard"; %1 stands for the service.
    TestSentinel(quint16 watched, int quorum, QStringList lines = {});

    bool start(); // returns when it answers, if only with NOAUTH
    void kill() { m_process.kill(); }
    void pause() { m_process.pause(); }
    void resume() { m_process.resume(); }
    quint16 port() const { return m_port; }

private:
    QTemporaryDir m_folder;
    TestProcess m_process;
    QStringList m_lines;
    quint16 m_port;
};

// A real Cluster: `primaries` nodes that share the slots, and for each as many replicas.
class TestRedisCluster
{
public:
    explicit TestRedisCluster(int primaries, int replicasEach = 1, QStringList arguments = {});

    bool start(); // returns when every node sees every other in its place, and all slots
    int size() const { return static_cast<int>(m_nodes.size()); }
    // First the primaries, then their replicas: node p + i is one of node i.
    TestRedis &node(int index) { return *m_nodes[static_cast<std::size_t>(index)]; }
    quint16 port(int index) const { return m_ports[static_cast<std::size_t>(index)]; }
    std::string uri(int index) const; // redis://127.0.0.1:…

private:
    void makeNodes();
    bool tryToStart();
    bool isWhole() const;
    std::vector<std::unique_ptr<TestRedis>> m_nodes;
    std::vector<quint16> m_ports, m_busPorts;
    int m_primaries, m_replicasEach;
    QStringList m_arguments;
};

} // namespace tierlens::test
