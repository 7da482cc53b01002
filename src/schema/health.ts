import { Field, Float, ID, InputType, Int, ObjectType } from "type-graphql";

@ObjectType("HealthSum", { simpleResolvers: true })
export class HealthSum {
  @Field(() => Float) sum!: number;
  @Field(() => Int) people!: number;
}

@ObjectType("HealthSums", { simpleResolvers: true })
export class HealthSums {
  @Field(() => HealthSum, { nullable: true }) items!: HealthSum | null;
  @Field(() => HealthSum, { nullable: true }) weak!: HealthSum | null;
  @Field(() => HealthSum, { nullable: true }) reused!: HealthSum | null;
  @Field(() => HealthSum, { nullable: true }) old!: HealthSum | null;
  @Field(() => HealthSum, { nullable: true }) breached!: HealthSum | null;
}

@InputType("ReportHealthInput")
export class ReportHealthInput {
  @Field(() => ID) clientMutationId!: string;
  @Field(() => Int) items!: number;
  @Field(() => Int) weak!: number;
  @Field(() => Int) reused!: number;
  @Field(() => Int) old!: number;
  @Field(() => Int, { nullable: true }) breached?: number | null;
}

@ObjectType("ReportHealthPayload", { simpleResolvers: true })
export class ReportHealthPayload {
  @Field(() => ID) clientMutationId!: string;
  @Field(() => Boolean) recorded!: boolean;
}

@ObjectType("BreachedRange", { simpleResolvers: true })
export class BreachedRange {
  @Field(() => String) prefix!: string;
  @Field(() => [String]) suffixes!: readonly string[];
}
