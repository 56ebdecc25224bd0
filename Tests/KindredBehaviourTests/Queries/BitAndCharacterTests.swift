import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Bits, characters, places, the current time, decimals")
struct BitAndCharacterTests {
  private func ratings<Value: FieldValue & Sendable>(
    _ function: (Entry.Columns) -> Expr<Value>
  ) async throws -> [Value] {
    try await Entry.objects.order { $0.id }.values(function).all()
  }

  @Test("E-2: the bits of integers")
  func bits() async throws {
    try await withBlogs { _, log async throws in
      // 1001, 0100, 0110 and 0010; comments 0011, 1000, 0010 and 0000
      #expect(try await ratings { $0.rating.bitwiseAnd(6) } == [0, 4, 6, 2])
      #expect(try await ratings { $0.rating.bitwiseOr(1) } == [9, 5, 7, 3])
      #expect(try await ratings { $0.rating.bitwiseXor(5) } == [12, 1, 3, 7])
      #expect(try await ratings { $0.rating.bitwiseXor(-1) } == [-10, -5, -7, -3])
      #expect(try await ratings { $0.rating.bitwiseAnd($0.comments) } == [1, 0, 2, 0])
      #expect(try await ratings { $0.rating.bitwiseOr($0.comments) } == [11, 12, 6, 2])
      #expect(try await ratings { $0.rating.bitwiseXor($0.comments) } == [10, 12, 4, 2])
      #expect(try await ratings { $0.rating.bitwiseNot() } == [-10, -5, -7, -3])
      #expect(try await ratings { $0.rating.shiftedLeft(by: 2) } == [36, 16, 24, 8])
      #expect(try await ratings { $0.rating.shiftedRight(by: 1) } == [4, 2, 3, 1])
      #expect(try await ratings { $0.rating.shiftedRight(by: -1) } == [18, 8, 12, 4])
      #expect(try await ratings { $0.rating.shiftedLeft(by: 64) } == [0, 0, 0, 0])
      #expect(try await ratings { $0.rating.shiftedLeft(by: 63) } == [.min, 0, 0, 0])
      #expect(try await ratings { (-$0.rating).shiftedRight(by: 100) } == [-1, -1, -1, -1])
      #expect(try await ratings { ($0.rating + 1).bitwiseAnd(3).bitwiseOr($0.comments * 2) } == [6, 17, 7, 3])
      _ = log.take()
      let found = try await Entry.objects.filter { $0.rating.bitwiseAnd(4) != 0 }.count()
      #expect(found == 2)
      #expect(
        log.take() == [
          spelled(
            sqlite: #"SELECT COUNT(*) FROM "entry" WHERE "entry"."rating" & ?1 <> ?2"#,
            postgres: #"SELECT COUNT(*) FROM "entry" WHERE "entry"."rating" & $1 <> $2"#)
        ])
      try await Edges.objects.create(int16: 3, int32: .max)
      #expect(try await Edges.objects.values { $0.int16.bitwiseOr(8) }.all() == [11])
      #expect(try await Edges.objects.values { $0.int16.shiftedLeft(by: 3) }.all() == [24])
      await kindredError(.invalidValue) {
        _ = try await Edges.objects.update { $0.int32.set($0.int32.shiftedLeft(by: 1)) }
      }
      try await Edges.objects.update { $0.int16.set($0.int16.bitwiseXor(1)) }
      #expect(try await Edges.objects.get().int16 == 2)
    }
  }

  @Test("FN-20, FN-27: characters, their numbers, and texts from behind")
  func characters() async throws {
    try await withBlogs { blogs, _ async throws in
      #expect(try await ratings { $0.headline.codePoint() } == [76, 89, 76, 49])
      #expect(try await ratings { $0.note.codePoint() } == [nil, 111, 110, nil])
      #expect(try await ratings { ($0.rating + 64).character() } == ["I", "D", "F", "B"])
      #expect(try await ratings { ($0.rating - 4).character() } == ["\u{5}", nil, "\u{2}", nil])
      #expect(
        try await ratings { ($0.rating + 0x1F600).character() } == ["\u{1F609}", "\u{1F604}", "\u{1F606}", "\u{1F602}"])
      #expect(try await ratings { ($0.rating + 0xD800).character() } == [nil, nil, nil, nil])
      #expect(try await ratings { ($0.rating + 0x110000).character() } == [nil, nil, nil, nil])
      #expect(
        try await ratings { $0.headline.reversed() } == ["sevil nonneL", "yadretseY", "pop dna nonneL", "pop %001"])
      #expect(try await ratings { $0.note.reversed() } == [nil, "dlo", "wen", nil])
      try await Entry.objects.delete()
      try await Entry.objects.create(blog: blogs.pop, headline: "", note: "é\u{1F600}e\u{301}")
      #expect(try await ratings { $0.headline.codePoint() } == [nil])
      #expect(try await ratings { $0.headline.reversed() } == [""])
      #expect(try await ratings { $0.note.codePoint() } == [0xE9])
      let reversed = try await ratings { $0.note.reversed() }
      #expect(reversed.first??.unicodeScalars.map(\.value) == [0x301, 0x65, 0x1F600, 0xE9])
    }
  }

  @Test("FN-29: MD5, with the vectors of RFC 1321")
  func md5() async throws {
    try await withDatabase { _ async throws in
      let digits = "12345678901234567890123456789012345678901234567890123456789012345678901234567890"
      let vectors: [(String?, String?)] = [
        (nil, nil), ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72"), ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
        (digits, "57edf4a22be3c955ac49da2e2107b67a"),
      ]
      for (text, _) in vectors { try await Edges.objects.create(text: text) }
      let found: [String?] = try await Edges.objects.order { $0.id }.values { $0.text.md5() }.all()
      #expect(found == vectors.map(\.1))
      // As long as a block, and a byte less and more than what fits beside the length.
      try await Edges.objects.delete()
      for count in [27, 28, 31, 32, 55, 56, 63, 64, 119, 120] {
        try await Edges.objects.create(text: String(repeating: "é", count: count))
      }
      let long: [String?] = try await Edges.objects.order { $0.id }.values { $0.text.md5() }.all()
      #expect(
        long == [
          "e28696afa26a51e0ca39fa166b80fde8",
          "20b0102488adc14d6375a20e9e1ed8b3",
          "1891ce1488547ef3d1a7ab69f87be715",
          "4f9422a963487c03fd6bedc66273647e",
          "ecb11cedbf036d086cce84df573b76f0",
          "2ab581d4fed42c968e4e0cbfb2e0f5bb",
          "3fdc386b218ac7ce364ec3054819998b",
          "1f2ed9663699c7e50c359ca883ea4d06",
          "0d5aeaec48b444fa2e9a477db1b1bf9e",
          "4035025edab2512444dfe1a8fd5cb097",
        ])
    }
  }

  @Test("FN-16: numbers of so many places, with the halves of their decimal digits away from zero")
  func places() async throws {
    try await withDatabase { _ async throws in
      let rounded: [(Double, Int, Double)] = [
        (1.005, 2, 1.01), (-1.005, 2, -1.01), (0.285, 2, 0.29), (2.5, 0, 3), (0.125, 2, 0.13), (1234.5678, 1, 1234.6),
        (1234.5678, -2, 1200), (1250, -2, 1300), (0.05, 0, 0), (0.5, 0, 1), (999.995, 2, 1000), (5e-324, 3, 0),
        (1e300, 2, 1e300), (0, 2, 0), (0.1, 20, 0.1), (49, -2, 0), (50, -2, 100), (50, -3, 0),
      ]
      try await Edges.objects.create()
      for (number, places, expected) in rounded {
        try await Edges.objects.update { $0.double.set(number) }
        let found: [Double?] = try await Edges.objects.values { $0.double.rounded(toPlaces: places) }.all()
        #expect(found == [expected], "\(number) to \(places)")
      }
      try await Edges.objects.update {
        $0.number.set(Decimal(string: "-2.345"))
        $0.amount.set(1250)
        $0.float.set(0.25)
      }
      let decimals: [Decimal?] = try await Edges.objects.values { $0.number.rounded(toPlaces: 2) }.all()
      #expect(decimals == [Decimal(string: "-2.35")])
      let hundreds: [Decimal?] = try await Edges.objects.values { $0.amount.rounded(toPlaces: -2) }.all()
      #expect(hundreds == [1300])
      let floats: [Float?] = try await Edges.objects.values { $0.float.rounded(toPlaces: 1) }.all()
      #expect(floats == [0.3])
    }
  }

  @Test("FN-9: the time by the clock of the database")
  func now() async throws {
    try await withBlogs { _, _ async throws in
      let before = Date().addingTimeInterval(-60)
      #expect(try await Entry.objects.filter { $0.pubDate < .now }.count() == 4)
      try await Entry.objects.update { $0.pubDate.set(.now) }
      let dates = try await Entry.objects.values { $0.pubDate }.all()
      #expect(dates.allSatisfy { $0 > before && $0 < before.addingTimeInterval(120) })
      #expect(Set(dates).count == 1)
      let selected = try await Entry.objects.values { _ in Expr.now }.all()
      #expect(selected.allSatisfy { $0 > before && $0 < before.addingTimeInterval(120) })
      #expect(try await Entry.objects.filter { $0.pubDate > .now }.count() == 0)
    }
  }

  @Test("E-2, A-18: arithmetic of decimals")
  func decimals() async throws {
    try await withDatabase { _ async throws in
      try await Edges.objects.create(amount: Decimal(string: "0.10"), number: Decimal(string: "0.2"))
      try await Edges.objects.create(amount: 7, number: 2)
      let edges = Edges.objects.order { $0.id }
      func decimal(_ text: String) -> Decimal? { Decimal(string: text) }
      let sums: [Decimal?] = try await edges.values { $0.amount + $0.number }.all()
      #expect(sums == [decimal("0.3"), 9])
      #expect(try await edges.filter { $0.amount + $0.number == Decimal(string: "0.3") }.count() == 1)
      let differences: [Decimal?] = try await edges.values { 1 - $0.amount - $0.number }.all()
      #expect(differences == [decimal("0.7"), -8])
      let products: [Decimal?] = try await edges.values { -$0.amount * $0.number * 10 }.all()
      #expect(products == [decimal("-0.2"), -140])
      let quotients: [Decimal?] = try await edges.values { $0.amount / $0.number }.all()
      #expect(quotients == [decimal("0.5"), decimal("3.5")])
      let none: [Decimal?] = try await edges.values { $0.amount / ($0.number - 2) * 0 }.all()
      #expect(none == [0, nil])
      try await Edges.objects.update { $0.amount.set($0.amount * 2) }
      #expect(try await edges.all().map(\.amount) == [decimal("0.2"), 14])
      #expect(try await Edges.objects.aggregate { $0.amount.sum() / 2 } == decimal("7.1"))
    }
  }

  @Test("FN-29: SHA digests, with the vectors of FIPS 180-4")
  func sha() async throws {
    #expect(
      try Entry.objects.values { $0.headline.sha256() }.sql(for: .postgres).text
        == #"SELECT ENCODE(SHA256(CONVERT_TO("entry"."headline", 'UTF8')), 'hex') FROM "entry""#)
    #expect(
      try Entry.objects.values { $0.headline.sha512() }.sql(for: .sqlite).text
        == #"SELECT kindred_sha512("entry"."headline") FROM "entry""#)
    #expect(
      try Entry.objects.values { $0.headline.sha1() }.sql(for: .postgres).text
        == #"SELECT ENCODE(DIGEST("entry"."headline", 'sha1'), 'hex') FROM "entry""#)
    try await withDatabase { _ async throws in
      for text in ["abc", "", nil] { try await Edges.objects.create(text: text) }
      let all = Edges.objects.order { $0.id }
      #expect(
        try await all.values { $0.text.sha256() }.all() == [
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", nil,
        ])
      #expect(
        try await all.values { $0.text.sha224() }.all() == [
          "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
          "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f", nil,
        ])
      #expect(
        try await all.values { $0.text.sha384() }.first() == """
          cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7
          """)
      #expect(
        try await all.values { $0.text.sha512() }.first() == """
          ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd\
          454d4423643ce80e2a9ac94fa54ca49f
          """)
      // U+00E9 in UTF-8.
      try await all.unordered().filter { $0.text == "abc" }.update { $0.text.set("é") }
      #expect(
        try await all.values { $0.text.sha256() }.first()
          == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c")
      if Backend.current == .sqlite {
        #expect(try await all.values { $0.text.sha1() }.all()[1] == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
      }
    }
  }

  @Test("FN-30, FN-31: UUIDs that the database makes, another one for each row")
  func uuids() async throws {
    #expect(
      try Entry.objects.values { _ in Expr<UUID>.uuid4 }.sql(for: .postgres).text
        == #"SELECT GEN_RANDOM_UUID() FROM "entry""#)
    try await withDatabase { _ async throws in
      try await Event.objects.bulkCreate((0..<200).map { Event(name: "\($0)") })
      for version in [4, 7] {
        let before = Date.now.timeIntervalSince1970 - 2
        if version == 4 {
          try await Event.objects.update { $0.token.set(.uuid4) }
        } else {
          try await Event.objects.update { $0.token.set(.uuid7) }
        }
        let tokens = try await Event.objects.all().compactMap(\.token)
        #expect(Set(tokens).count == 200)
        #expect(tokens.allSatisfy { Int($0.uuid.6 >> 4) == version && $0.uuid.8 >> 6 == 2 })
        // All other bits take both values.
        let bits = tokens.map { withUnsafeBytes(of: $0.uuid) { Array($0) } }
        for byte in [9, 10, 15] {
          #expect(Set(bits.map { $0[byte] & 1 }).count == 2 && Set(bits.map { $0[byte] >> 7 }).count == 2)
        }
        if version == 7 {
          for token in bits {
            let milliseconds = token.prefix(6).reduce(0) { $0 << 8 | UInt64($1) }
            let seconds = Double(milliseconds) / 1000
            #expect(seconds > before && seconds < before + 60)
          }
        }
      }
      let token = try await Event.objects.values { _ in Expr<UUID>.uuid7 }.all()
      #expect(Set(token).count == 200)
    }
  }

  @Test("FN-3, E-15: collations, in orders and comparisons")
  func collations() async throws {
    try onEachDialect { () throws in
      #expect(
        try Edges.objects.filter { $0.text.collated("NOCASE", in: [.postgres: "C"]) == "x" }
          .order { $0.text.collated("C\"x").desc.nullsLast }.statement().components(separatedBy: " WHERE ")[1]
          == spelled(
            sqlite: #""edges"."text" COLLATE "NOCASE" = ?1 ORDER BY "edges"."text" COLLATE "C""x" DESC NULLS LAST"#,
            postgres: #""edges"."text" COLLATE "C" = $1 ORDER BY "edges"."text" COLLATE "C""x" DESC NULLS LAST"#))
    }
    try await withDatabase { _ async throws in
      for text in ["b", "B", "a", "é", "A", nil] { try await Edges.objects.create(text: text) }
      let sorted = try await Edges.objects.order {
        ($0.text.collated("BINARY", in: [.postgres: "C"]).asc.nullsFirst, $0.id)
      }
      .values { $0.text }.all()
      #expect(sorted == [nil, "A", "B", "a", "b", "é"])
      let ordered = try await Edges.objects.filter { $0.text.collated("BINARY", in: [.postgres: "C"]) < "a" }.count()
      #expect(ordered == 2)
      let greatest = try await Edges.objects.aggregate { $0.text.collated("BINARY", in: [.postgres: "C"]).max() }
      #expect(greatest == "é")
      if Backend.current == .sqlite {
        let folded = try await Edges.objects.filter { $0.text.collated("NOCASE") == "b" }.count()
        #expect(folded == 2)
      }
      let error = await kindredError(.schema) {
        _ = try await Edges.objects.order { $0.text.collated("nowhere") }.all()
      }
      #expect(error?.message.contains("nowhere") == true)
    }
  }
}
