/** How strong passwords are. An entry of its own: its word lists are large, and loaded when they are first needed. */
export { checkPasswords } from "./check-passwords.ts";
export { type PasswordStrength, passwordStrength, type StrengthOptions } from "./password-strength.ts";
