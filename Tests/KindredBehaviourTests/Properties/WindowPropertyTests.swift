import Kindred
import Testing

@Suite("Properties of windows")
struct WindowPropertyTests {
  private struct Row {
    let index: Int
    let city: String?
    let weight: Int
  }

  private enum Unit: CaseIterable { case rows, range, groups }

  /// The sum of the weights in the frame of a row; nil if there are none.
  private func sum(_ unit: Unit, _ bounds: ClosedRange<Int>, excluding: Bool, at row: Row, of rows: [Row]) -> Int? {
    let sorted = rows.sorted { ($0.weight, $0.index) < ($1.weight, $1.index) }
    let weights = Set(sorted.map(\.weight)).sorted()
    let place = sorted.firstIndex { $0.index == row.index } ?? 0
    let group = weights.firstIndex(of: row.weight) ?? 0
    let frame = sorted.enumerated().filter { index, other in
      switch unit {
      case .rows: bounds.contains(index - place)
      case .range: bounds.contains(other.weight - row.weight)
      case .groups: bounds.contains((weights.firstIndex(of: other.weight) ?? 0) - group)
      }
    }.map(\.element).filter { !excluding || $0.index != row.index }
    return frame.isEmpty ? nil : frame.reduce(0) { $0 + $1.weight }
  }

  @Test("W-2, W-3, W-4: sums over random frames are those of the rows in them")
  func frames() async throws {
    try await withDatabase { _ async throws in
      var sample = Draw(seed: 11)
      let rows = (0..<12).map { Row(index: $0, city: sample.one([nil, "X", "Y"]), weight: sample.number()) }
      for row in rows { try await Shop.objects.create(name: "s", city: row.city, weight: row.weight) }
      for seed in 0..<Seeds.count(80) {
        var draw = Draw(seed: seed)
        let first = draw.below(7) - 3
        let bounds = first...(first + draw.below(4))
        let unit = draw.one(Unit.allCases)
        let (excludes, isPartitioned) = (draw.chance(50), draw.chance(50))
        var frame: WindowFrame
        switch unit {
        case .rows: frame = .rows(bounds)
        case .range: frame = .range(bounds)
        case .groups: frame = .groups(bounds)
        }
        if excludes { frame = frame.excluding(.currentRow) }
        let shape = frame
        let sums = try await Shop.objects.order { $0.id }.values { (shop: Shop.Columns) -> Expr<Int?> in
          let total = shop.weight.sum()
          if unit == .rows {
            return isPartitioned
              ? total.over(partitionBy: shop.city, orderBy: shop.weight, shop.id, frame: shape)
              : total.over(orderBy: shop.weight, shop.id, frame: shape)
          }
          return isPartitioned
            ? total.over(partitionBy: shop.city, orderBy: shop.weight, frame: shape)
            : total.over(orderBy: shop.weight, frame: shape)
        }.all()
        let expected = rows.map { row in
          sum(
            unit, bounds, excluding: excludes, at: row,
            of: isPartitioned ? rows.filter { $0.city == row.city } : rows)
        }
        #expect(
          sums == expected, "seed \(seed): \(unit) \(bounds), excluding: \(excludes), partitions: \(isPartitioned)")
      }
    }
  }
}
