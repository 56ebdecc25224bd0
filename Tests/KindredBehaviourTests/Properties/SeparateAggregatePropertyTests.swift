import Kindred
import Testing

/// Shops with their related rows, as plain values.
private struct ShopSample: Sendable {
  struct SaleRow: Sendable {
    let amount: Int
    let note: String?
    let units: [Int]
  }

  struct ShopRow: Sendable {
    let city: String?
    let sales: [SaleRow]
    let visits: [Int]
  }

  let shops: [ShopRow]

  init(seed: Int) {
    var draw = Draw(seed: seed)
    var shops: [ShopRow] = []
    for _ in 0..<(2 + draw.below(4)) {
      var sales: [SaleRow] = []
      for _ in 0..<draw.below(4) {
        let units = (0..<draw.below(3)).map { _ in draw.number() }
        sales.append(SaleRow(amount: draw.number(), note: draw.chance(50) ? nil : draw.text(), units: units))
      }
      let visits = (0..<draw.below(4)).map { _ in draw.number() }
      shops.append(ShopRow(city: draw.chance(30) ? nil : draw.one(["X", "Y"]), sales: sales, visits: visits))
    }
    self.shops = shops
  }

  func store() async throws {
    for row in shops {
      let shop = try await Shop.objects.create(name: "s", city: row.city)
      for sale in row.sales {
        let stored = try await Sale.objects.create(shop: shop, amount: sale.amount, note: sale.note)
        for units in sale.units { try await SaleLine.objects.create(sale: stored, units: units) }
      }
      for minutes in row.visits { try await Tour.objects.create(shop: shop, minutes: minutes) }
    }
  }
}

/// An aggregate of related rows in both worlds. `limit` is what a filter before leaves of the sales.
private struct Total: Sendable {
  let name: String
  let build: @Sendable (Shop.Columns) -> Expr<Int?>
  let value: @Sendable (ShopSample.ShopRow, Int) -> [Int]
  let fold: @Sendable ([Int]) -> Int?

  /// The value for shops that form one group.
  func value(of shops: [ShopSample.ShopRow], limit: Int) -> Int? { fold(shops.flatMap { value($0, limit) }) }

  private static func sum(_ values: [Int]) -> Int? { values.isEmpty ? nil : values.reduce(0, +) }

  private static func sales(_ shop: ShopSample.ShopRow, _ limit: Int) -> [ShopSample.SaleRow] {
    shop.sales.filter { $0.amount > limit }
  }

  static let all: [Total] = [
    Total(
      name: "sales", build: { $0.sale.count().optional }, value: { sales($0, $1).map(\.amount) }, fold: { $0.count }),
    Total(name: "amounts", build: { $0.sale.amount.sum() }, value: { sales($0, $1).map(\.amount) }, fold: sum),
    Total(name: "largest", build: { $0.sale.amount.max() }, value: { sales($0, $1).map(\.amount) }, fold: { $0.max() }),
    Total(
      name: "different", build: { $0.sale.amount.count(distinct: true).optional },
      value: { sales($0, $1).map(\.amount) }, fold: { Set($0).count }),
    Total(
      name: "noted", build: { $0.sale.amount.sum(filter: $0.sale.note.isNotNull) },
      value: { sales($0, $1).filter { $0.note != nil }.map(\.amount) }, fold: sum),
    Total(
      name: "lines", build: { $0.sale.lines.count().optional }, value: { sales($0, $1).flatMap(\.units) },
      fold: { $0.count }),
    Total(name: "units", build: { $0.sale.lines.units.sum() }, value: { sales($0, $1).flatMap(\.units) }, fold: sum),
    Total(name: "visits", build: { $0.tour.count().optional }, value: { shop, _ in shop.visits }, fold: { $0.count }),
    Total(name: "minutes", build: { $0.tour.minutes.sum() }, value: { shop, _ in shop.visits }, fold: sum),
    Total(
      name: "long", build: { $0.tour.minutes.sum(filter: $0.tour.minutes > 1) },
      value: { shop, _ in shop.visits.filter { $0 > 1 } }, fold: sum),
    Total(
      name: "shortest", build: { $0.tour.minutes.min() }, value: { shop, _ in shop.visits }, fold: { $0.min() }),
  ]
}

@Suite("Properties of aggregates of several relations")
struct SeparateAggregatePropertyTests {
  @Test("HU-8: any three aggregates of related rows have the totals of each one's own rows")
  func triples() async throws {
    for first in 0..<Seeds.count(6) {
      try await withDatabase { _ async throws in
        let sample = ShopSample(seed: first)
        try await sample.store()
        for seed in 0..<20 {
          var draw = Draw(seed: first &* 1000 &+ seed)
          let totals = [draw.one(Total.all), draw.one(Total.all), draw.one(Total.all)]
          let place: Testing.Comment = "sample \(first), seed \(seed): \(totals.map(\.name))"
          // Sometimes only shops with a sale above a limit, and of their sales only those.
          let limit = draw.chance(40) ? draw.below(3) : Int.min
          let isFiltered = limit != Int.min
          let query = isFiltered ? Shop.objects.filter { $0.sale.amount > limit } : Shop.objects
          let shops = sample.shops.filter { shop in !isFiltered || shop.sales.contains { $0.amount > limit } }

          let each = query.order { $0.id }
            .annotate { (totals[0].build($0), totals[1].build($0), totals[2].build($0)) }
          let found = try await each.all().map { [$0.1, $0.2, $0.3] }
          #expect(found == shops.map { shop in totals.map { $0.value(of: [shop], limit: limit) } }, place)

          let cities = query.values { ($0.city, totals[0].build($0), totals[1].build($0), totals[2].build($0)) }
          let groups = Dictionary(grouping: shops, by: \.city)
          let grouped = Dictionary(uniqueKeysWithValues: try await cities.all().map { ($0.0, [$0.1, $0.2, $0.3]) })
          #expect(grouped == groups.mapValues { group in totals.map { $0.value(of: group, limit: limit) } }, place)

          let whole = try await query.aggregate { (totals[0].build($0), totals[1].build($0), totals[2].build($0)) }
          #expect([whole.0, whole.1, whole.2] == totals.map { $0.value(of: shops, limit: limit) }, place)

          let bound = draw.number()
          let above = each.filter { _, first, _, _ in first > bound }
          let expected = shops.count { shop in (totals[0].value(of: [shop], limit: limit)).map { $0 > bound } ?? false }
          #expect(try await above.count() == expected, place)
        }
      }
    }
  }
}
