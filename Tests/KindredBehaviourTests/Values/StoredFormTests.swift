import Foundation
import Kindred
import Testing

@Suite("What a save returns is what a read gives")
struct StoredFormTests {
  /// Not a whole number of microseconds.
  private let moment = Date(timeIntervalSince1970: 1_234_567_890.123_456_7)
  private let span = Duration(secondsComponent: 3, attosecondsComponent: 123_456_789_000_000_000)

  private func expectSame(
    _ object: Stamp, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let found = try await Stamp.objects.get(id: object.id)
    #expect(object.at == found.at, sourceLocation: sourceLocation)
    #expect(object.madeAt == found.madeAt, sourceLocation: sourceLocation)
    #expect(object.until == found.until, sourceLocation: sourceLocation)
    #expect(object.span == found.span, sourceLocation: sourceLocation)
    #expect(object.moments == found.moments, sourceLocation: sourceLocation)
  }

  @Test("Times and durations are as precise in memory as in the database")
  func precision() async throws {
    try await withDatabase { _ async throws in
      var stamp = try await Stamp.objects.create(
        at: moment, madeAt: moment, until: moment, span: span, moments: [moment])
      try await expectSame(stamp)
      stamp.at = moment.addingTimeInterval(1)
      stamp.until = moment
      stamp.span = span * 2
      try await stamp.save()
      try await expectSame(stamp)
      stamp.at = moment.addingTimeInterval(2)
      try await stamp.save { $0.at }
      try await expectSame(stamp)
      for stamp in try await Stamp.objects.bulkCreate([
        Stamp(at: moment, madeAt: moment), Stamp(at: moment, madeAt: moment, moments: [moment]),
      ]) {
        try await expectSame(stamp)
      }
      let stored = try await Stamp.objects.getOrCreate {
        $0.note == "n"
      } creating: {
        Stamp(at: moment, madeAt: moment, note: "n")
      }
      try await expectSame(stored.object)
    }
  }
}

@Suite("Values of any size, and values from elsewhere")
struct ForeignValueTests {
  @Test("A list of bytes may be of any length")
  func longLists() async throws {
    try await withDatabase { _ async throws in
      let list = (0..<40_000).map { number in Data([0, UInt8(number >> 8), UInt8(number & 0xFF), 0x22, 0x5C]) }
      for payload in [list[39_999], Data([1]), Data(), nil] {
        try await Stamp.objects.create(at: .now, madeAt: .now, payload: payload)
      }
      #expect(try await Stamp.objects.filter { $0.payload.in(list) }.all().map(\.payload) == [list[39_999]])
      #expect(try await Stamp.objects.filter { $0.payload.in(list + [Data()]) }.count() == 2)
      #expect(try await Stamp.objects.exclude { $0.payload.in(list) }.count() == 3)
    }
  }

  @Test("So may a list of documents")
  func longListsOfDocuments() async throws {
    try await withDatabase { _ async throws in
      for tags in [["a\"", "1999"], ["b"], nil] { try await Stamp.objects.create(at: .now, madeAt: .now, tags: tags) }
      let list = (0..<2000).map { JSON(["a\"", "\($0)"]) }
      #expect(try await Stamp.objects.filter { $0.tags.in(list) }.all().map(\.tags) == [["a\"", "1999"]])
    }
  }

  @Test("The null of JSON, written by another program, is nil")
  func jsonNull() async throws {
    try await withDatabase { _ async throws in
      try await Stamp.objects.create(at: .now, madeAt: .now, tags: ["a"])
      let database = try #require(Database.current)
      let connection = try await database.driver.acquire(.transaction)
      try await connection.execute("UPDATE stamp SET tags = 'null'")
      database.driver.release(connection)
      #expect(try await Stamp.objects.get().tags == nil)
    }
  }

  @Test("The objects that refer to an object by a field that is nil are none")
  func nilField() async throws {
    try await withDatabase { _ async throws in
      let badge = try await Badge.objects.create()
      try await Holder.objects.create()
      #expect(try await badge.holderSet.all() == [])
      #expect(try await badge.holderSet.count() == 0)
      await kindredError(.unsavedObject) { _ = try await Badge().holderSet.all() }
      let error = await kindredError(.invalidQuery) { try await badge.holderSet.create() }
      #expect(error?.model == "Badge")
    }
  }

  @Test("The last row of a query without an order is the last by key")
  func lastUnordered() async throws {
    try await withDatabase { _ async throws in
      for code in ["a", "b", "c"] { try await Badge.objects.create(code: code) }
      #expect(try await Badge.objects.unordered().last()?.code == "c")
      #expect(try await Badge.objects.unordered().reversed().last()?.code == "a")
      #expect(try await Badge.objects.last()?.code == "c")
      #expect(try await Badge.objects.distinct { $0.code }.last()?.code == "c")
      for (code, score) in [("aa", 1), ("bb", 9)] {
        try await Country.objects.create(code: code, name: code, score: score)
      }
      #expect(try await Country.objects.unordered().last()?.code == "bb")
      #expect(try await Country.objects.last()?.code == "aa")
    }
  }

  @Test("Nested models of one name have tables and totals of their own")
  func nestedModels() async throws {
    #expect(Depot.Parcel.schema.table == "depot_parcel" && Harbour.Parcel.schema.table == "harbour_parcel")
    try await withDatabase { _ async throws in
      let parcel = try await Depot.Parcel.objects.create(label: "x")
      for _ in 0..<2 { try await parcel.arrivals.create() }
      #expect(try await Depot.Parcel.objects.delete().perModel == ["Depot.Parcel": 1, "Harbour.Parcel": 2])
    }
  }
}
