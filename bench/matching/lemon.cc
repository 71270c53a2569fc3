// LEMON's network simplex on one instance of matching, read as numbers from standard input:
// mentees, mentors, pairs, rounds; the capacities; then mentee, mentor and worth of each pair.
// Prints as JSON the milliseconds of each round, how many pairs were made and their worth.
#include <lemon/list_graph.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <chrono>
#include <cstdio>
#include <vector>

using Graph = lemon::SmartDigraph;
using Simplex = lemon::NetworkSimplex<Graph, int, long long>;

int main() {
  int mentees, mentors, pairs, rounds;
  if (std::scanf("%d %d %d %d", &mentees, &mentors, &pairs, &rounds) != 4) return 1;
  std::vector<int> capacity(mentors), from(pairs), to(pairs);
  std::vector<long long> worth(pairs);
  for (auto &one : capacity)
    if (std::scanf("%d", &one) != 1) return 1;
  for (int i = 0; i < pairs; ++i)
    if (std::scanf("%d %d %lld", &from[i], &to[i], &worth[i]) != 3) return 1;

  Graph graph;
  graph.reserveNode(mentees + mentors + 1);
  graph.reserveArc(pairs + mentees + mentors);
  std::vector<Graph::Node> node;
  for (int i = 0; i < mentees + mentors + 1; ++i) node.push_back(graph.addNode());
  const Graph::Node sink = node.back();
  Graph::ArcMap<int> upper(graph);
  Graph::ArcMap<long long> cost(graph);
  Graph::NodeMap<int> supply(graph, 0);
  std::vector<Graph::Arc> arcs;
  for (int i = 0; i < pairs; ++i) {
    arcs.push_back(graph.addArc(node[from[i]], node[mentees + to[i]]));
    upper[arcs[i]] = 1;
    cost[arcs[i]] = -worth[i];
  }
  for (int i = 0; i < mentees; ++i) {
    supply[node[i]] = 1;
    const Graph::Arc nobody = graph.addArc(node[i], sink);
    upper[nobody] = 1;
    cost[nobody] = 0;
  }
  for (int j = 0; j < mentors; ++j) {
    const Graph::Arc places = graph.addArc(node[mentees + j], sink);
    upper[places] = capacity[j];
    cost[places] = 0;
  }
  supply[sink] = -mentees;

  std::vector<double> times;
  long long total = 0;
  int matched = 0;
  for (int round = 0; round < rounds; ++round) {
    Simplex simplex(graph);
    simplex.upperMap(upper).costMap(cost).supplyMap(supply);
    const auto begun = std::chrono::steady_clock::now();
    if (simplex.run() != Simplex::OPTIMAL) return 2;
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
    times.push_back(took.count());
    total = -simplex.totalCost<long long>();
    matched = 0;
    for (const auto &arc : arcs) matched += simplex.flow(arc);
  }
  std::printf("{\"ms\":[");
  for (std::size_t i = 0; i < times.size(); ++i) std::printf("%s%.3f", i ? "," : "", times[i]);
  std::printf("],\"matched\":%d,\"worth\":%lld}\n", matched, total);
}
