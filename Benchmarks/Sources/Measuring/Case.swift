/// What is measured.
package struct Case: Sendable {
  package let id: String
  package let title: String
  /// What one of the units is that times are given for.
  package let unit: String
  /// How many units one step of a run does.
  package let unitsPerStep: Int
  /// How many steps a run has.
  package let steps: Int
  /// How many in a quick run.
  package let quickSteps: Int
  /// Whether it is measured on processors that are kept from sleeping, because it is over before one is quick again.
  package let keepsAwake: Bool
  /// What a run of so many steps gives.
  package let expected: @Sendable (Int) -> Int

  init(
    _ id: String, _ title: String, unit: String, unitsPerStep: Int = 1, steps: Int, quickSteps: Int,
    keepsAwake: Bool = false, expected: @escaping @Sendable (Int) -> Int
  ) {
    self.id = id
    self.title = title
    self.unit = unit
    self.unitsPerStep = unitsPerStep
    self.steps = steps
    self.quickSteps = quickSteps
    self.keepsAwake = keepsAwake
    self.expected = expected
  }
}

extension Case {
  /// The sum over all flights of the distance and of the hour in `time_hour`, worked out from the file with awk.
  static let sumOfFlights = 355_194_803
  /// The same of the first 10,000.
  static let sumOfPostgresFlights = 10_385_100

  package static let all: [Case] = sqlite + postgres

  private static let sqlite: [Case] = [
    Case(
      "sqlite.rows", "100,000 rows × 7 into structs", unit: "row", unitsPerStep: Dataset.entries, steps: 2,
      quickSteps: 1
    ) { $0 * Dataset.sumOfComments(Dataset.entries) },
    Case(
      "sqlite.flights", "flights, all 19 columns", unit: "row", unitsPerStep: Dataset.flights, steps: 1, quickSteps: 1
    ) { $0 * sumOfFlights },
    Case("sqlite.get", "one row by key, outside a transaction", unit: "row", steps: 20_000, quickSteps: 4_000) {
      Dataset.sumOfReads($0)
    },
    Case(
      "sqlite.getInTransaction", "one row by key, inside one transaction", unit: "row", steps: 20_000,
      quickSteps: 4_000, keepsAwake: true
    ) { Dataset.sumOfReads($0) },
    Case(
      "sqlite.filter", "filter on two columns, order, first 20", unit: "query", steps: 2_000, quickSteps: 400
    ) { Dataset.sumOfFilters($0) },
    Case(
      "sqlite.stream", "stream 1,000,000 rows", unit: "row", unitsPerStep: Dataset.streamedEntries, steps: 1,
      quickSteps: 1
    ) { $0 * Dataset.sumOfComments(Dataset.streamedEntries) },
    Case(
      "sqlite.create", "create in one transaction", unit: "row", steps: 10_000, quickSteps: 4_000,
      keepsAwake: true
    ) { $0 },
    Case("sqlite.bulkCreate", "bulkCreate 100,000", unit: "row", steps: Dataset.entries, quickSteps: 20_000) { $0 },
    Case(
      "sqlite.update", "update a tenth of 100,000 rows by filter", unit: "statement", steps: 5, quickSteps: 2
    ) { $0 * Dataset.changedEntries },
    Case(
      "sqlite.delete", "delete a tenth of 100,000 rows by filter", unit: "statement", steps: 1, quickSteps: 1
    ) { _ in Dataset.changedEntries },
    Case(
      "sqlite.group", "average and count by group", unit: "statement", steps: 5, quickSteps: 2
    ) { $0 * Dataset.entries },
    Case(
      "sqlite.tasks", "8 tasks reading by key at once", unit: "row", steps: 40_000, quickSteps: 8_000
    ) { Dataset.sumOfReads($0) },
    Case(
      "sqlite.conditions", "query of ten conditions and two joins, no rows", unit: "query", steps: 10_000,
      quickSteps: 2_000
    ) { _ in 0 },
    Case(
      "sqlite.prefetch", "100 magazines with 1,000 stories and their writers", unit: "tree", steps: 30, quickSteps: 10
    ) { $0 * Tree.sum },
    Case(
      "sqlite.joined", "100,000 entries with their blogs and the blogs' owners, joined", unit: "row",
      unitsPerStep: Dataset.entries, steps: 1, quickSteps: 1
    ) { $0 * Tree.sumOfJoins },
    Case("sqlite.add", "add 10,000 links of a many-to-many relation", unit: "add", steps: 1, quickSteps: 1) { _ in
      Tree.fans
    },
  ]

  private static let postgres: [Case] = [
    Case("postgres.get", "one row by key, one task", unit: "row", steps: 2_000, quickSteps: 1_000) {
      Dataset.sumOfReads($0)
    },
    Case(
      "postgres.rows", "10,000 rows × 20 columns into structs", unit: "row",
      unitsPerStep: Dataset.postgresFlights, steps: 10, quickSteps: 3
    ) { $0 * sumOfPostgresFlights },
    Case(
      "postgres.together", "20 reads by key started together", unit: "group of 20", steps: 300, quickSteps: 150
    ) { Dataset.sumOfReads($0 * 20) },
    Case("postgres.tasks", "64 tasks reading by key", unit: "row", steps: 25_600, quickSteps: 6_400) {
      Dataset.sumOfReads($0)
    },
    Case("postgres.bulkCreate", "bulkCreate 100,000", unit: "row", steps: Dataset.entries, quickSteps: 20_000) { $0 },
    Case(
      "postgres.prefetch", "100 magazines with 1,000 stories and their writers", unit: "tree", steps: 30,
      quickSteps: 10
    ) { $0 * Tree.sum },
    Case(
      "postgres.joined", "100,000 entries with their blogs and the blogs' owners, joined", unit: "row",
      unitsPerStep: Dataset.entries, steps: 1, quickSteps: 1
    ) { $0 * Tree.sumOfJoins },
    Case("postgres.add", "add 10,000 links of a many-to-many relation", unit: "add", steps: 1, quickSteps: 1) { _ in
      Tree.fans
    },
  ]
}
